import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../root.ts';
import { generated } from './markdown.ts';
import { compareFiles, writeFiles } from './write.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reports-'));
});
afterEach(async () => rm(root, { recursive: true, force: true }));

const files = new Map([
  ['README.md', 'all\n'],
  ['scenarios/a.md', 'a\n'],
]);

test('writing twice changes nothing the second time', async () => {
  expect(await writeFiles(places(root), files)).toEqual({ missing: ['README.md', 'scenarios/a.md'], stale: [], extra: [] });
  expect(await writeFiles(places(root), files)).toEqual({ missing: [], stale: [], extra: [] });
  expect(await readFile(join(root, 'reports/scenarios/a.md'), 'utf8')).toBe('a\n');
});

test('comparing lists what is stale, missing and extra, and writes nothing', async () => {
  await writeFiles(places(root), new Map([...files, ['scenarios/gone.md', generated]]));
  await writeFile(join(root, 'reports/README.md'), 'all');
  await rm(join(root, 'reports/scenarios/a.md'));
  expect(await compareFiles(places(root), files)).toEqual({
    stale: ['README.md'],
    missing: ['scenarios/a.md'],
    extra: ['scenarios/gone.md'],
  });
  expect(await readdir(join(root, 'reports/scenarios'))).toEqual(['gone.md']);
});

test('pages of scenarios that are gone are removed; results and strangers stay', async () => {
  const old = ['scenarios/gone.md', 'groups/gone.md', 'econnreset.md', 'claims-2.md', 'differences/libc.md', 'differences.md'];
  await writeFiles(places(root), new Map([...files, ...old.map((path): [string, string] => [path, generated])]));
  await mkdir(join(root, 'reports/results'), { recursive: true });
  await writeFile(join(root, 'reports/results/native.json'), '{}');
  await writeFile(join(root, 'reports/notes.txt'), 'mine');
  await writeFile(join(root, 'reports/notes.md'), '# Mine\n');
  expect(await writeFiles(places(root), files)).toMatchObject({ extra: old.toSorted() });
  expect((await readdir(join(root, 'reports'), { recursive: true })).toSorted()).toEqual(
    [
      'README.md',
      'differences',
      'groups',
      'notes.md',
      'notes.txt',
      'results',
      join('results', 'native.json'),
      'scenarios',
      join('scenarios', 'a.md'),
    ].toSorted(),
  );
});
