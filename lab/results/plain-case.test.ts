import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { readPlain } from './plain-case.ts';
import { StoredCase } from './stored.ts';

/** Right values, and wrong ones of the same sort. */
const some = <Right>(right: fc.Arbitrary<Right>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 20, arbitrary: right },
    { weight: 1, arbitrary: fc.constantFrom(null, -1, 1.5, '', '0', [], {}, [0], true, 'x'.repeat(201)) },
  );
const traces = fc.array(
  some(
    fc.record(
      {
        outcomes: some(fc.array(some(fc.constantFrom('EOF', '5')), { maxLength: 3 })),
        trials: some(fc.tuple(some(fc.nat(2)), some(fc.nat(2)))),
        bytes: some(fc.dictionary(fc.constantFrom('0', '12', '123', 'x'), some(fc.constantFrom('', '6f', '6', 'zz', '6f'.repeat(33))))),
        more: fc.constant(1),
      },
      { requiredKeys: ['outcomes', 'trials'] },
    ),
  ),
  { maxLength: 3 },
);
const cases = fc.record(
  {
    hash: some(fc.constant('0123456789abcdef')),
    run: some(fc.nat(3)),
    traces: some(traces),
    incomplete: some(fc.constant({ missing: 1, why: 'x' })),
  },
  { requiredKeys: ['hash', 'run', 'traces'] },
);

test('what is read the quick way is what the schema reads, and nothing is read that the schema refuses', () => {
  let read = 0;
  fc.assert(
    fc.property(cases, (data) => {
      const quick = readPlain(data);
      if (quick === undefined) return;
      read += 1;
      expect(StoredCase.parse(data)).toEqual(quick);
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(50);
});

test('of the stored results nearly all cases are read the quick way', () => {
  const { results } = places();
  const name = readdirSync(results).find((one) => one.endsWith('.json')) ?? '';
  const { cases: stored } = JSON.parse(readFileSync(join(results, name), 'utf8')) as { cases: Record<string, unknown> };
  const all = Object.values(stored);
  expect(all.filter((one) => readPlain(one) !== undefined).length / all.length).toBeGreaterThan(0.9);
});
