import { expect, test } from 'vitest';
import { identityOf, resultWith, scenarioWith } from './fixture.ts';
import { nearestSystem } from './nearest.ts';
import type { Observation, Result } from '../results/result.ts';

const scenario = scenarioWith('s', ['read 0 64'], { matrix: { link: ['tcp4', 'tcp6', 'unix-pair', 'unix-path'] } });
const { cases } = scenario;

/** A system that gives these outcomes, case by case; nothing where it was not measured. */
const system = (target: string, ...outcomes: (string | undefined)[]): Result =>
  resultWith(
    target,
    [scenario],
    (one) => {
      const outcome = outcomes[cases.indexOf(one)];
      return outcome === undefined ? undefined : [outcome];
    },
    { identity: identityOf('Linux', target) },
  );

const seenBy = (result: Result): Map<string, Observation> => new Map(Object.entries(result.cases));
const here = seenBy(system('here', '0', '0', 'EPIPE', 'EPIPE'));

const nearest = (...stored: Result[]) => {
  const found = nearestSystem(cases, here, stored);
  return found && [found.system.id, found.compared, found.differing];
};

test('the nearest system is the one that agrees in the most cases, also where it differs in more than one that knows little', () => {
  const [far, near, little] = [system('a', '5', '5', 'EPIPE', 'EPIPE'), system('b', '0', '0', '5', 'EPIPE'), system('c', '0')];
  expect(nearest(far, near, little)).toEqual(['b', 4, ['s/unix-pair']]);
  expect(nearest(far, little)).toEqual(['a', 4, ['s/tcp4', 's/tcp6']]);
});

test('of systems that agree in as many cases it is one that differs in fewer, and then the first by its name', () => {
  const [more, fewer] = [system('a', '0', '0', '5', '5'), system('b', '0', '0', '5')];
  expect(nearest(more, fewer)).toEqual(['b', 3, ['s/unix-pair']]);
  expect(nearest(system('b', '0', '0', '5', '5'), more)).toEqual(['a', 4, ['s/unix-pair', 's/unix-path']]);
});

test('what was measured of another version of a case, or answers nothing, says nothing', () => {
  const old = system('a', '0', '0', 'EPIPE', 'EPIPE');
  for (const one of Object.values(old.cases)) one.hash = 'ffffffffffffffff';
  expect(nearest(old)).toBeUndefined();
  expect(nearest(system('b', 'inconclusive: it was late', 'inconclusive: it was late'))).toBeUndefined();
  expect(nearest()).toBeUndefined();
});
