import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Atlas } from '../atlas/atlas.ts';
import { labVersion, places } from '../root.ts';
import { moduleDataOf } from './module-data-of.ts';

const entry = `import { data } from './data.js';
import { moduleOf } from './index.ts';
export const { systems, outcomes, causes } = moduleOf(data);
`;

/** The files of the package `sockatlas`, by name: one ES module without dependencies, its types, and what npm needs to publish it. */
export async function moduleFiles(atlas: Atlas): Promise<Map<string, string>> {
  const source = join(import.meta.dirname, 'module');
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: source, loader: 'ts', sourcefile: 'entry.ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['./data.js'],
  });
  const data = JSON.stringify(moduleDataOf(atlas));
  return new Map([
    ['package.json', `${JSON.stringify(packageJson(), null, 2)}\n`],
    ['index.js', outputFiles[0]?.text ?? ''],
    // JSON.parse of a text is quicker than reading the same as a program.
    ['data.js', `export const data = JSON.parse(${JSON.stringify(data)});\n`],
    ['index.d.ts', await readFile(join(source, 'api.d.ts'), 'utf8')],
    ['README.md', await readFile(join(source, 'README.md'), 'utf8')],
    ['LICENSE', await readFile(join(places().root, 'LICENSE'), 'utf8')],
  ]);
}

function packageJson(): unknown {
  return {
    name: 'sockatlas',
    version: labVersion(),
    description: 'What socket calls really return when the peer closes, resets, shuts down or dies, measured on many systems.',
    license: 'MIT',
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    types: './index.d.ts',
    files: ['index.js', 'index.d.ts', 'data.js'],
    sideEffects: false,
    engines: { node: '>=18' },
  };
}
