import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result } from '../results/result.ts';
import { cellFor, mergeAtlas } from './atlas.ts';
import { identityOf, resultWith, scenarioWith } from './fixture.ts';
import { renderReports } from '../pages/render.ts';

const scenarios = ['b', 'a', 'c'].map((id) => scenarioWith(id, ['close 1', 'read 0 64']));
const results: Result[] = ['x', 'y', 'z'].map((target) =>
  resultWith(target, scenarios, (one) => (target === 'z' && one.scenario === 'a' ? undefined : ['0', 'EOF'])),
);

test('merging does not depend on the order of scenarios and results: the reports are the same bytes', () => {
  const reference = [...renderReports(mergeAtlas(scenarios, [], results))];
  const shuffled = <T>(all: T[]) => fc.shuffledSubarray(all, { minLength: all.length });
  fc.assert(
    fc.property(shuffled(scenarios), shuffled(results), (someScenarios, someResults) => {
      expect([...renderReports(mergeAtlas(someScenarios, [], someResults))]).toEqual(reference);
    }),
    { numRuns: 20 },
  );
});

test('a target whose kernel changed between two runs is two systems, each with what was measured there', () => {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  const result = resultWith('native', [scenario], () => ['0', 'EOF'], { identity: identityOf('Linux', '6.1.0') });
  const [run] = result.runs;
  const [first] = Object.values(result.cases);
  if (run === undefined || first === undefined) throw new Error('no run');
  result.runs.push({ ...run, identity: identityOf('Linux', '6.12.0'), date: '2026-11-21' });
  first.run = 1;

  const atlas = mergeAtlas([scenario], [], [result]);
  const { systems, cases } = atlas;
  expect(systems.map(({ id, identity }) => [id, identity.version])).toEqual([
    ['native (1 of 2)', '6.1.0'],
    ['native (2 of 2)', '6.12.0'],
  ]);
  expect(systems.map((system) => cases.map((theCase) => cellFor(atlas, system, theCase).state))).toEqual([
    ['not run', 'measured'],
    ['measured', 'not run'],
  ]);
});

test('a case named like a property of every object is not found where it is not', () => {
  const odd = scenarioWith('constructor', ['close 1', 'read 0 64'], { matrix: {} });
  for (const theCase of odd.cases) theCase.id = 'constructor';
  const atlas = mergeAtlas([...scenarios, odd], [], results);
  expect(atlas.outcomes.get('constructor')?.cells.map(({ state }) => state)).toEqual(['not run']);
});
