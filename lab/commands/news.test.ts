import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import { readResults, writeResult } from '../results/store.ts';
import type { Result } from '../results/result.ts';
import { places, type Places } from '../root.ts';
import type { Answers, News } from '../targets/measure.ts';
import { newsReader } from './news.ts';

const links = Array.from({ length: 1200 }, (_, index) => `link-${index}`);
const scenario = scenarioWith('s', ['read 0 64'], { matrix: { link: links } });
const { cases } = scenario;

/** A system that says EOF in all cases but these first ones. */
const system = (target: string, others: number, of: number = cases.length): Result =>
  resultWith(
    target,
    [scenario],
    (one) => {
      const index = cases.indexOf(one);
      return index >= of ? undefined : [index < others ? '5' : 'EOF'];
    },
    { identity: identityOf('Linux', target) },
  );

let here: Places;
beforeEach(async () => {
  here = places(await mkdtemp(join(tmpdir(), 'news-')));
});
afterEach(async () => rm(here.root, { recursive: true }));

async function news(seen: Result, before?: Result, number = cases.length): Promise<News> {
  const asked = cases.slice(0, number);
  const observations = new Map(asked.flatMap(({ id }) => (seen.cases[id] === undefined ? [] : [[id, seen.cases[id]] as const])));
  const answers: Answers = { cases: asked, observations, storedAs: seen.target, before };
  return newsReader(here)(answers);
}

test('a target that does what a known system does says which, and in how many cases', async () => {
  await writeResult(here, system('linux-6.12', 2));
  await writeResult(here, system('linux-7.2', 9));
  expect(await news(system('mine', 2))).toEqual({ text: 'as linux-6.12 in all 1,200 cases', differing: [] });
  expect(await news(system('mine', 2), undefined, 1)).toEqual({ text: 'as linux-6.12 in this case', differing: [] });
});

test('a target that differs from all says in how many cases it differs from the nearest, and in which', async () => {
  await writeResult(here, system('linux-6.12', 2));
  await writeResult(here, system('linux-7.2', 9));
  expect(await news(system('mine', 4))).toEqual({
    text: 'differs from linux-6.12 in 2 cases (nearest known system)',
    differing: ['s/link-2', 's/link-3'],
  });
});

test('cases that only one of the two has answered are not counted', async () => {
  await writeResult(here, system('linux-6.12', 2, 100));
  expect((await news(system('mine', 2))).text).toBe('as linux-6.12 in all 100 cases that both answer');
  expect((await news(system('mine', 3))).text).toBe('differs from linux-6.12 in 1 of 100 cases that both answer (nearest known system)');
});

test('its own former result is no other system, and a difference from it is said first', async () => {
  await writeResult(here, system('mine', 0));
  expect(await news(system('mine', 0), system('mine', 0))).toEqual({ text: 'no other system is known in these cases', differing: [] });
  await writeResult(here, system('linux-6.12', 1));
  expect(await news(system('mine', 1), system('mine', 0))).toEqual({
    text: 'differs from what was stored of it in 1 case; as linux-6.12 in all 1,200 cases',
    differing: ['s/link-0'],
  });
});

test('a result that another lab has just stored counts, and a file that is damaged stops nothing', async () => {
  await mkdir(here.results, { recursive: true });
  await writeFile(join(here.results, 'broken.json'), '{');
  const read = newsReader(here);
  const answers: Answers = { cases, observations: new Map(Object.entries(system('mine', 1).cases)), storedAs: 'mine', before: undefined };
  expect((await read(answers)).text).toBe('no other system is known in these cases');
  await writeResult(here, system('linux-6.12', 1));
  expect((await read(answers)).text).toBe('as linux-6.12 in all 1,200 cases');
});

test('to say it of the whole catalogue takes no longer than to read all results, and of one scenario a part of that', async () => {
  const real = places();
  const stored = await readResults(real);
  const [one] = stored;
  if (one === undefined) return expect.unreachable('there are stored results');
  const time = async (ids: readonly string[]): Promise<number> => {
    const observations = new Map(ids.map((id) => [id, one.cases[id] ?? { hash: '', traces: [] }]));
    const asked = ids.map((id) => ({ ...(cases[0] ?? expect.unreachable()), id, hash: one.cases[id]?.hash ?? '' }));
    const begun = performance.now();
    await newsReader(real)({ cases: asked, observations, storedAs: one.target, before: undefined });
    return performance.now() - begun;
  };
  const begun = performance.now();
  await readResults(real);
  const readingMs = performance.now() - begun;
  const ids = Object.keys(one.cases);
  const [allMs, fewMs] = [await time(ids), await time(ids.slice(0, 20))];
  expect(allMs).toBeLessThan(3 * readingMs);
  return expect(fewMs).toBeLessThan(readingMs / 2);
});
