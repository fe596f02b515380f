import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trace } from './result.ts';
import { pacings } from './pacing.ts';
import { StoredResult, withSharedTraces } from './stored.ts';
import { formatResult } from './format.ts';
import { plainRun } from './fixture.ts';

const hash = '0123456789abcdef';
const trace = (pacing: Trace['pacing'], count: number, ...outcomes: string[]): Trace => ({ pacing, count, outcomes });

test('what both pacings saw is written once, with the trials of each', () => {
  const observation = { hash, traces: [trace('back-to-back', 10, 'EOF'), trace('settled', 9, 'EOF'), trace('settled', 1, '5')] };
  expect(withSharedTraces(observation).traces).toEqual([
    { trials: [10, 9], outcomes: ['EOF'] },
    { trials: [0, 1], outcomes: ['5'] },
  ]);
});

test('what is written is read back as it was, whatever the traces', () => {
  const traces = fc.uniqueArray(fc.tuple(fc.constantFrom(...pacings), fc.constantFrom('EOF', '5', '0'), fc.integer({ min: 1, max: 99 })), {
    minLength: 1,
    selector: ([pacing, outcome]) => `${pacing} ${outcome}`,
  });
  fc.assert(
    fc.property(traces, (seen) => {
      const before = seen.map(([pacing, outcome, count]) => trace(pacing, count, outcome));
      const text = formatResult({ schemaVersion: 2, target: 'x', runs: [plainRun], cases: { 'a/b': { hash, run: 0, traces: before } } });
      const after = StoredResult.parse(JSON.parse(text)).cases['a/b']?.traces;
      expect(new Set(after?.map((one) => JSON.stringify(one)))).toEqual(
        new Set(before.map(({ pacing, count, outcomes }) => JSON.stringify({ outcomes, pacing, count }))),
      );
    }),
  );
});

test('a trace without a trial is no observation', () => {
  const text = formatResult({
    schemaVersion: 2,
    target: 'x',
    runs: [plainRun],
    cases: { 'a/b': { hash, run: 0, traces: [trace('settled', 1, '0')] } },
  });
  expect(StoredResult.safeParse(JSON.parse(text.replace('[0,1]', '[0,0]'))).success).toBe(false);
});
