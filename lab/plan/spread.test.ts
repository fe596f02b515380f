import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from './spread.ts';

test('no trial is lost and none is added, however they are spread', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (trials) => {
      const { copies, trials: each } = spread(trials);
      expect(copies * each).toBe(trials);
    }),
  );
});

test.each([
  [10, { copies: 1, trials: 10 }],
  [100, { copies: 1, trials: 100 }],
  [1000, { copies: 10, trials: 100 }],
  [150, { copies: 2, trials: 75 }],
  [1009, { copies: 1, trials: 1009 }],
])('%i trials are %j', (trials, expected) => {
  expect(spread(trials)).toEqual(expected);
});
