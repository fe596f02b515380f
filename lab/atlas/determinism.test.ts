import { expect, test } from 'vitest';
import { mergeAtlas } from './atlas.ts';
import { boundText, determinismIn } from './determinism.ts';
import { resultWith, scenarioWith } from './fixture.ts';
import type { Seen } from './fixture.ts';

const scenario = scenarioWith('s', ['close 1', 'read 0 64'], { matrix: { link: ['tcp4', 'tcp6'] } });
const trials = (count: number): Seen => [
  { pacing: 'back-to-back', count: 20, outcomes: ['0', 'EOF'] },
  { pacing: 'settled', count, outcomes: ['0', 'EOF'] },
];
const flaky: Seen = [
  { pacing: 'settled', count: 1, outcomes: ['0', 'EPIPE'] },
  { pacing: 'settled', count: 1, outcomes: ['0', 'EOF'] },
];

test('each system counts, those that see the same too, and the fewest trials are those of a pacing of a deterministic cell', () => {
  const results = ['a', 'b'].map((id) => resultWith(id, [scenario], () => trials(10)));
  results.push(resultWith('c', [scenario], ({ matrix }) => (matrix['link'] === 'tcp4' ? flaky : trials(7))));
  const { measured, deterministic, fewest, others } = determinismIn(mergeAtlas([scenario], [], results), scenario.cases);
  expect({ measured, deterministic, fewest }).toEqual({ measured: 6, deterministic: 5, fewest: 7 });
  expect(others.map((one) => [one.case.id, one.determinism, one.systems.map(({ id }) => id)])).toEqual([['s/tcp4', 'flaky', ['c']]]);
});

test('where nothing is deterministic there is no bound, and gaps are not measured', () => {
  const atlas = mergeAtlas([scenario], [], [resultWith('a', [scenario], ({ matrix }) => (matrix['link'] === 'tcp4' ? flaky : undefined))]);
  expect(determinismIn(atlas, scenario.cases)).toMatchObject({ measured: 1, deterministic: 0, fewest: undefined });
});

test('a bound is rounded up, since less must not be promised than trials support', () => {
  expect(boundText(10)).toContain('With 10 trials in each pacing');
  expect(boundText(10)).toContain('fewer than 26 % of trials');
  expect(boundText(1000)).toContain('fewer than 0.3 % of trials');
});
