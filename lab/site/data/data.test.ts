import { beforeAll, expect, test } from 'vitest';
import { mergeAtlas } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { resultWith, scenarioWith } from '../../atlas/fixture.ts';
import { judgeAll } from '../../findings/judge.ts';
import type { Result, Trace } from '../../results/result.ts';
import { readResults } from '../../results/store.ts';
import { places } from '../../root.ts';
import type { Scenario, Source } from '../../scenario/case.ts';
import { loadScenarios } from '../../scenario/load.ts';
import { decode } from './decode.ts';
import type { Known } from './decode.ts';
import { encode } from './encode.ts';
import { keysOf } from './key.ts';
import { local, numbersIn, spelled } from './letters.ts';
import { withModels } from './models-that-fit.ts';
import { patch, patched } from './patch.ts';
import { print } from './print.ts';
import { smallModel } from '../fixture.ts';
import type { SiteFile } from './site-file.ts';

let scenarios: Scenario[];
let sources: Source[];
let results: Result[];
beforeAll(async () => {
  ({ scenarios, sources } = await loadScenarios(places()));
  results = await readResults(places());
});

function printed(atlas: Atlas, surprises: readonly string[] = []): string {
  return print(withModels(encode({ atlas, judgements: judgeAll(atlas), surprises }), [], 0));
}

function readBack(atlas: Atlas): Known {
  return decode(JSON.parse(printed(atlas)) as SiteFile);
}

/** What the page must say of a case, whatever order behaviours are in. */
function saidOf({ outcomes }: Atlas, id: string): unknown {
  const outcome = outcomes.get(id);
  return {
    steps: outcome?.case.steps.map(({ label, text, call, does, in: process, startedAs }) => ({
      label,
      text,
      call,
      does,
      process,
      startedAs,
    })),
    matrix: outcome?.case.matrix,
    behaviours: outcome?.behaviours
      .map(({ lacks, usual, outcomes: sets, determinism, systems, alternatives }) =>
        JSON.stringify({
          lacks,
          usual,
          // What else trials did before they met what the system lacks, the page does not tell: the case is unsupported there.
          sets: lacks === undefined ? sets.map((set) => [...set].toSorted()) : [],
          determinism,
          systems: systems.map(({ id: name }) => name),
          settled: alternatives
            .filter(({ pacing }) => pacing === 'settled')
            .map(({ count, trials }) => [count, trials])
            .toSorted(),
          backToBack: alternatives
            .filter(({ pacing }) => pacing !== 'settled')
            .map((one) => one.outcomes.join(' '))
            .toSorted(),
        }),
      )
      .toSorted(),
    states: outcome?.cellOf.map(({ state }) => state),
    unsure: outcome?.cellOf.map((cell) => (cell.state === 'measured' && cell.determinism !== 'deterministic' ? 'unsure' : 'sure')),
  };
}

test('all that was measured of the real catalogue comes back from the data: steps, behaviours, systems and gaps', () => {
  const atlas = mergeAtlas(scenarios, sources, results);
  const { atlas: back, claims } = readBack(atlas);
  expect(back.systems.map(({ id, identity }) => ({ id, identity: JSON.stringify(identity) }))).toEqual(
    atlas.systems.map(({ id, identity }) => ({ id, identity: JSON.stringify(identity) })),
  );
  for (const { id } of atlas.cases) {
    const { unsure: _one, ...wanted } = saidOf(atlas, id) as Record<string, unknown>;
    const { unsure: _other, ...found } = saidOf(back, id) as Record<string, unknown>;
    expect(found, id).toEqual(wanted);
  }
  for (const scenario of scenarios) expect(claims.get(scenario.id)?.map(({ claim }) => claim)).toEqual(scenario.claims);
});

const small = [
  scenarioWith('one', ['connect-pair $link 0 1', 'read 0 64 = first read'], {
    claims: [{ of: ['first read'], outcome: ['EOF', '5'], with: { link: ['tcp4'] }, on: { os: 'linux' }, quote: 'it <b>is</b>' }],
  }),
];
const flaky: Trace[] = [
  { pacing: 'back-to-back', count: 10, outcomes: ['done', 'EOF'] },
  { pacing: 'settled', count: 9, outcomes: ['done', 'EOF'] },
  { pacing: 'settled', count: 1, outcomes: ['done', '5'] },
];

test('what is flaky on one kernel is not said to be on another that shows the same behaviour', () => {
  const atlas = mergeAtlas(
    small,
    [],
    [
      resultWith('linux-1', small, () => ['done', 'EOF']),
      resultWith('linux-2', small, () => flaky),
      resultWith('bsd', small, () => ['done', 'EOF'], { identity: { ...sysname('FreeBSD') } }),
    ],
  );
  const { atlas: back } = readBack(atlas);
  const shown = back.outcomes.get('one/tcp4');
  expect(shown?.behaviours).toHaveLength(1);
  expect(shown?.cellOf.map((cell) => cell.state === 'measured' && cell.determinism)).toEqual(['deterministic', 'flaky', 'flaky']);
  expect(shown?.behaviours[0]?.alternatives).toEqual([expect.objectContaining({ pacing: 'settled', count: 1, outcomes: ['done', '5'] })]);
});

test('a system that behaves as a known one is one more line, and no other line changes', () => {
  const first = resultWith('linux-1', small, () => ['done', 'EOF']);
  const other = resultWith('zz', small, () => ['done', '5'], { identity: sysname('FreeBSD') });
  const before = printed(mergeAtlas(small, [], [first, other])).split('\n');
  const twin = { ...other, target: 'zzz' };
  const after = printed(mergeAtlas(small, [], [first, other, twin])).split('\n');
  const gone = before.filter((line) => !after.includes(line) && !after.includes(`${line},`));
  expect(gone).toEqual([]);
  expect(after.length - before.length).toBeLessThanOrEqual(2);
});

test('no text can end the element that the data stands in', () => {
  const text = printed(mergeAtlas(small, [], []), ['</script><script>alert(1)</script>']);
  expect(text).not.toContain('<');
  expect((JSON.parse(text) as SiteFile).surprises).toEqual(['</script><script>alert(1)</script>']);
});

test('the same atlas gives the same bytes, in whatever order the results come', () => {
  const all = [resultWith('a', small, () => ['done', 'EOF']), resultWith('b', small, () => flaky), resultWith('c', small, () => undefined)];
  expect(printed(mergeAtlas(small, [], all.toReversed()))).toBe(printed(mergeAtlas(small, [], all)));
});

test('data that is damaged is refused and not half read', () => {
  const file = JSON.parse(printed(mergeAtlas(small, [], [resultWith('a', small, () => ['done', 'EOF'])]))) as SiteFile;
  expect(() => decode({ ...file, steps: {} })).toThrow('damaged');
  expect(() => numbersIn(' ', local)).toThrow('stands for no number');
});

test('numbers of any size are letters and come back', () => {
  const numbers = [0, 9, 10, 61, 62, 89, 90, 500];
  expect(numbersIn(spelled(numbers, local), local)).toEqual(numbers);
});

test('what is told by its difference comes back, and a difference from something shorter is damage', () => {
  for (const [text, base] of [
    ['0123', '0123'],
    ['01234567', '0123x5y7'],
    ['01', '0123'],
    ['', ''],
  ] as const)
    expect(patched(patch(text, base), base)).toBe(text);
  expect(patch('01234567', '0123x567')).toBe(',44');
  expect(() => patched(',9a', '01')).toThrow('no difference');
});

test('models for which there is no room are left out and named', () => {
  const file = encode({ atlas: mergeAtlas(small, [], []), judgements: [], surprises: [] });
  expect(withModels(file, [smallModel()], 100_000)).toMatchObject({ models: [smallModel()], modelsElsewhere: [] });
  expect(withModels(file, [smallModel()], 100)).toMatchObject({ models: [], modelsElsewhere: ['models/unix-pair.md'] });
});

test('keys are short, distinct, and stay as they are when there are more texts', () => {
  const some = Array.from({ length: 300 }, (_, index) => `text ${index}`);
  const few = keysOf(some);
  const many = keysOf([...some, ...some.map((text) => `another ${text}`)]);
  expect(new Set(many.values()).size).toBe(600);
  const moved = some.filter((text) => few.get(text) !== many.get(text));
  expect(moved.length).toBeLessThan(3);
});

function sysname(name: string) {
  return {
    ...resultWith('x', [], () => undefined).runs[0]?.identity,
    sysname: name,
    release: '14.2',
  } as Result['runs'][number]['identity'];
}
