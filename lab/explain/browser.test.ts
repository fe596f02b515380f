import { build } from 'esbuild';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';

/** What a page needs to search and to explain. */
const modules = ['pack', 'understand', 'search', 'answer', 'calls-seen', 'strace', 'trail'];

test('the engine runs in a browser: it needs no module of Node, and no package but two that are plain script', async () => {
  const { root } = places();
  const { metafile, errors } = await build({
    entryPoints: modules.map((name) => join(root, 'lab', 'explain', `${name}.ts`)),
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'nowhere',
    logLevel: 'silent',
  });
  expect(errors).toEqual([]);
  const packages = Object.keys(metafile.inputs).flatMap((path) => /node_modules\/([^/]+)/.exec(path)?.[1] ?? []);
  // How like words are, and which of two versions is the newer.
  expect([...new Set(packages)].toSorted()).toEqual(['fastest-levenshtein', 'semver']);
});
