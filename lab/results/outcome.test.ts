import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatOutcome, parseOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';

const along = fc.uniqueArray(fc.constantFrom('SIGPIPE', 'SIGURG', 'MSG_TRUNC', '2fd'), { maxLength: 2 });
const alongLate = fc.tuple(along, fc.boolean()).map(([some, late]) => (late ? [...some, 'late'] : some));
const words = fc.stringMatching(/^[a-zA-Z0-9 _,.-]{1,30}$/);
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ kind: fc.constant('returned' as const), value: fc.nat(), along: alongLate }),
  fc.record({ kind: fc.constant('eof' as const), along: alongLate }),
  fc.record({
    kind: fc.constant('failed' as const),
    errno: fc.constantFrom('ECONNRESET', 'EPIPE', 'E2BIG', 'errno:123', 'errno:-7'),
    along: alongLate,
  }),
  fc.record({ kind: fc.constant('blocks' as const), along }),
  fc.record({
    kind: fc.constant('events' as const),
    events: fc.subarray(['IN', 'PRI', 'OUT', 'ERR', 'HUP', 'RDHUP', 'NVAL', 'READ', 'WRITE', 'EXCEPT']),
  }),
  fc.record({ kind: fc.constant('value' as const), value: words }),
  fc.record({ kind: fc.constant('killed' as const), signal: fc.constantFrom('SIGKILL', 'SIG99') }),
  fc.record({ kind: fc.constant('unsupported' as const), what: words }),
  fc.record({ kind: fc.constant('setup-failed' as const), what: words }),
  fc.record({ kind: fc.constant('inconclusive' as const), why: words }),
  fc.constantFrom<Outcome>({ kind: 'done' }, { kind: 'started' }),
);

test('every outcome is read back from its spelling', () => {
  fc.assert(
    fc.property(outcome, (value) => {
      expect(parseOutcome(formatOutcome(value))).toEqual(value);
    }),
  );
});

test('whatever can be read is spelled the same again', () => {
  const likely = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[A-Z0-9|+]{1,12}$/),
    fc.array(fc.constantFrom('IN', 'HUP', 'EOF', 'EPIPE', '+', '|', '5', 'SIGPIPE', '=', 'killed: ')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(likely, (text) => {
      const read = parseOutcome(text);
      if (read !== undefined) expect(formatOutcome(read)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  'HUP|IN',
  'IN|IN',
  'IN|',
  '',
  'EPIPE+',
  'EPIPE+sigpipe',
  'econnreset',
  '-1',
  '05',
  '1e3',
  '=',
  'killed: ',
  'blocked',
  'ERR+SIGPIPE',
  'FOO',
])('%j is no outcome', (text) => {
  expect(parseOutcome(text)).toBeUndefined();
});

test('ERR is an event, and not the name of an error', () => {
  expect(parseOutcome('ERR')).toEqual({ kind: 'events', events: ['ERR'] });
});
