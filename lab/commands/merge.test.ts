import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../root.ts';
import type { Context } from './context.ts';
import { merge } from './merge.ts';

let folder = '';
let context: Context;
let printed = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockatlas-merge-'));
  await mkdir(join(folder, 'here', 'reports', 'results'), { recursive: true });
  const stdout = new PassThrough();
  printed = '';
  stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  context = { places: places(join(folder, 'here')), stdout, stderr: new PassThrough(), env: {}, signal: new AbortController().signal };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Another machine's checkout that has the stored results of these targets. */
async function part(name: string, ...targets: string[]): Promise<string> {
  const results = join(folder, name, 'reports', 'results');
  await mkdir(results, { recursive: true });
  for (const target of targets) await cp(join(places().results, `${target}.json`), join(results, `${target}.json`));
  return join(folder, name);
}

test('the parts of two machines become one, byte for byte what each measured', async () => {
  expect(await merge([await part('one', 'debian-13'), await part('two', 'debian-12')], context)).toBe(0);
  expect(printed).toContain('Merged 2 targets, of which 2 changed.');
  for (const target of ['debian-13', 'debian-12']) {
    const name = `${target}.json`;
    expect(await readFile(join(context.places.results, name), 'utf8')).toBe(await readFile(join(places().results, name), 'utf8'));
  }
});

test('merging again changes nothing, and a folder of results will do as well as a checkout', async () => {
  const one = await part('one', 'debian-13');
  await merge([one], context);
  await merge([join(one, 'reports', 'results')], context);
  expect(printed).toContain('Merged 1 target, of which 0 changed.');
});

test('a folder without results is refused before anything is written', async () => {
  const one = await part('one', 'debian-13');
  await mkdir(join(folder, 'empty'));
  await expect(merge([one, join(folder, 'empty')], context)).rejects.toThrow('There are no results in');
  expect(await readdir(context.places.results)).toEqual([]);
});
