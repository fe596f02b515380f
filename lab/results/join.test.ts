import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinObservations } from './join.ts';
import type { Observation } from './result.ts';

const hash = '0123456789abcdef';
const observation: fc.Arbitrary<Observation> = fc
  .record({
    traces: fc.uniqueArray(
      fc.record({
        pacing: fc.constantFrom('back-to-back' as const, 'settled' as const),
        count: fc.integer({ min: 1, max: 50 }),
        outcomes: fc.array(fc.constantFrom('5', 'EOF'), { minLength: 1, maxLength: 2 }),
      }),
      { selector: ({ pacing, outcomes }) => `${pacing} ${outcomes.join(' ')}` },
    ),
    missing: fc.nat({ max: 3 }),
  })
  .map(({ traces, missing }) => ({ hash, traces, ...(missing > 0 ? { incomplete: { missing, why: 'killed: SIGSEGV' } } : {}) }));

const trials = ({ traces, incomplete }: Observation): number =>
  traces.reduce((sum, { count }) => sum + count, 0) + (incomplete?.missing ?? 0);

test('joining loses no trial, and neither order nor grouping matters', () => {
  fc.assert(
    fc.property(observation, observation, observation, (a, b, c) => {
      expect(trials(joinObservations(a, b))).toBe(trials(a) + trials(b));
      expect(joinObservations(a, b)).toEqual(joinObservations(b, a));
      expect(joinObservations(joinObservations(a, b), c)).toEqual(joinObservations(a, joinObservations(b, c)));
    }),
  );
});
