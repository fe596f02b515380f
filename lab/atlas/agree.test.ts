import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trace } from '../results/result.ts';
import { agree } from './agree.ts';

const outcomes = fc.array(fc.constantFrom('EOF', 'EPIPE', '5', 'blocks'), { minLength: 2, maxLength: 2 });
const traceOf = (pacing: fc.Arbitrary<Trace['pacing']>): fc.Arbitrary<Trace> =>
  fc
    .record({ pacing, count: fc.integer({ min: 1, max: 9 }), outcomes, received: fc.option(fc.constantFrom('61', '62')) })
    .map(({ received, ...trace }) => (received === null ? trace : { ...trace, bytes: { '1': received } }));
const anyPacing = fc.constantFrom('back-to-back' as const, 'settled' as const);
const observation = fc.array(traceOf(anyPacing), { maxLength: 5 }).map((traces) => ({ traces }));
const saw = (...traces: [Trace['pacing'], ...string[]][]) => ({
  traces: traces.map(([pacing, ...all]): Trace => ({ pacing, count: 10, outcomes: all })),
});

test('agreeing is symmetric', () => {
  fc.assert(
    fc.property(observation, observation, (one, other) => {
      const [there, back] = [agree(one, other), agree(other, one)];
      expect(back.kind).toBe(there.kind);
      if (there.kind !== 'differ' || back.kind !== 'differ') return;
      expect(back.steps).toEqual(there.steps.map(({ step, here, there: over }) => ({ step, here: over, there: here })));
    }),
  );
});

test('a result never contradicts itself, nor one that saw the same in other numbers', () => {
  fc.assert(
    fc.property(observation, fc.integer({ min: 2, max: 9 }), (one, times) => {
      expect(agree(one, one).kind).toBe(one.traces.length === 0 ? 'unknown' : 'same');
      expect(agree(one, { traces: one.traces.map((trace) => ({ ...trace, count: trace.count * times })) })).toEqual(agree(one, one));
    }),
  );
});

test('what else back-to-back trials show never makes a contradiction, and never takes one away', () => {
  const more = fc.array(traceOf(fc.constant('back-to-back' as const)), { maxLength: 4 });
  fc.assert(
    fc.property(observation, observation, more, (one, other, others) => {
      const before = agree(one, other);
      const after = agree({ traces: [...one.traces, ...others] }, other);
      expect(after.kind === 'differ').toBe(before.kind === 'differ');
    }),
  );
});

test('results without settled trials never contradict', () => {
  const quick = fc.array(traceOf(fc.constant('back-to-back' as const)), { minLength: 1, maxLength: 4 }).map((traces) => ({ traces }));
  fc.assert(
    fc.property(quick, observation, (one, other) => {
      expect(agree(one, other).kind).not.toBe('differ');
    }),
  );
});

test('only what all settled trials of both sides say contradicts, at every step where they do', () => {
  expect(agree(saw(['settled', '5', 'EOF', '0']), saw(['settled', '5', 'EPIPE', '5']))).toEqual({
    kind: 'differ',
    steps: [
      { step: 1, here: 'EOF', there: 'EPIPE' },
      { step: 2, here: '0', there: '5' },
    ],
  });
  const flaky = saw(['settled', '5', 'EOF'], ['settled', '5', 'blocks']);
  expect(agree(flaky, saw(['settled', '5', 'EPIPE']))).toEqual({ kind: 'flaky' });
  expect(agree(flaky, saw(['settled', '4', 'EPIPE']))).toMatchObject({ kind: 'differ', steps: [{ step: 0 }] });
});

test('other bytes are another answer', () => {
  const [one, other] = ['61', '62'].map((hex) => ({
    traces: [{ pacing: 'settled' as const, count: 10, outcomes: ['1'], bytes: { '0': hex } }],
  }));
  if (one === undefined || other === undefined) return expect.unreachable();
  return expect(agree(one, other)).toEqual({ kind: 'differ', steps: [{ step: 0, here: '1 (bytes 61)', there: '1 (bytes 62)' }] });
});

test('the same settled trials agree but for timing where those back-to-back differ', () => {
  expect(agree(saw(['settled', 'EOF'], ['back-to-back', 'EOF']), saw(['settled', 'EOF'], ['back-to-back', 'blocks'])).kind).toBe(
    'same but for timing',
  );
  expect(agree(saw(['settled', 'EOF']), saw(['back-to-back', 'blocks'])).kind).toBe('same but for timing');
});

test('what could not be set up, and what one side lacks, says nothing; lacking the same is the same', () => {
  const lacks = saw(['settled', 'unsupported: tcp6 EADDRNOTAVAIL']);
  expect(agree(saw(['settled', 'EOF']), saw(['settled', 'setup failed: socket EMFILE'])).kind).toBe('unknown');
  expect(agree(saw(['settled', 'EOF']), lacks).kind).toBe('unknown');
  expect(agree(lacks, lacks).kind).toBe('same');
});
