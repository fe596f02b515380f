import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { remembered } from './remembered.ts';
import { places } from './root.ts';
import { loadScenarios } from './scenario/load.ts';

const code = Symbol.for('sockatlas.code');
const run = (hash: string | undefined): void => {
  (globalThis as Record<symbol, unknown>)[code] = hash;
};
afterEach(() => run(undefined));

const checkout = async () => places(await mkdtemp(join(tmpdir(), 'remembered-')));

test('what was found is not looked for again, until an input or the code changes', async () => {
  const here = await checkout();
  let searches = 0;
  const find = (input: string) => remembered(here, 'a', [input], async () => ({ value: ++searches, isLasting: true }));
  run('code');
  expect([await find('x'), await find('x'), await find('y'), await find('y')]).toEqual([1, 1, 2, 2]);
  run('other code');
  expect([await find('y'), await find('y')]).toEqual([3, 3]);
  run(undefined);
  expect([await find('y'), await find('y')]).toEqual([4, 5]);
});

test('where an input ends and the next begins counts', async () => {
  const here = await checkout();
  run('code');
  expect(await remembered(here, 'a', ['ab', 'c'], async () => ({ value: 1, isLasting: true }))).toBe(1);
  expect(await remembered(here, 'a', ['a', 'bc'], async () => ({ value: 2, isLasting: true }))).toBe(2);
});

test('what is wrong is found again each time, and a damaged memory is none', async () => {
  const here = await checkout();
  run('code');
  let searches = 0;
  const find = (isLasting: boolean) => remembered(here, 'a', [], async () => ({ value: ++searches, isLasting }));
  expect([await find(false), await find(false), await find(true), await find(true)]).toEqual([1, 2, 3, 3]);
  const file = join(here.root, '.cache', 'checked', 'a.json');
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, -1));
  expect(await find(true)).toBe(4);
});

test('every scenario of the catalogue is the same from memory, and one that changed is read', async () => {
  const { root, scenarios } = places();
  const here = { ...(await checkout()), scenarios };
  const fresh = await loadScenarios({ ...here, root });
  run('code');
  await loadScenarios(here);
  const recalled = await loadScenarios(here);
  expect(recalled.scenarios.map((one) => ({ ...one, file: '' }))).toEqual(fresh.scenarios.map((one) => ({ ...one, file: '' })));
  expect(recalled.sources).toEqual(fresh.sources);
  expect((await readdir(join(here.root, '.cache', 'checked'))).length).toBeGreaterThan(fresh.scenarios.length);

  const own = { ...here, scenarios: await mkdtemp(join(tmpdir(), 'scenarios-')) };
  const yaml = (title: string): string =>
    `title: ${title}\nquestion: What?\ntags: [close]\nsteps:\n  - { call: connect-pair, link: unix-pair, as: [a, b] }\n  - { call: close, fd: b }\n`;
  await writeFile(join(own.scenarios, 'sources.yaml'), await readFile(join(scenarios, 'sources.yaml')));
  const titles: (string | undefined)[] = [];
  for (const title of ['One', 'One', 'Two']) {
    await writeFile(join(own.scenarios, 'mine.yaml'), yaml(title));
    titles.push((await loadScenarios(own)).scenarios[0]?.title);
  }
  await writeFile(join(own.scenarios, 'mine.yaml'), `${yaml('Two')}nonsense: 1\n`);
  expect(titles).toEqual(['One', 'One', 'Two']);
  expect((await loadScenarios(own)).diagnostics[0]?.message).toContain('nonsense');
});
