import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRun } from './fixture.ts';
import { formatResult } from './format.ts';
import { parseResult } from './parse.ts';
import type { KnownLines } from './parse.ts';
import { pacings } from './pacing.ts';
import type { Result } from './result.ts';

const hash = '0123456789abcdef';
const traces = fc.uniqueArray(
  fc.record({
    pacing: fc.constantFrom(...pacings),
    count: fc.integer({ min: 1, max: 9 }),
    outcomes: fc.array(fc.constantFrom('EOF', 'done', '=}\n"x', '=,'), { minLength: 1, maxLength: 2 }),
  }),
  { selector: ({ pacing, outcomes }) => JSON.stringify([pacing, outcomes]), maxLength: 3 },
);
const results = fc
  .uniqueArray(fc.dictionary(fc.constantFrom('a', 'b/x', 'c', '__proto__', 'constructor', '"', ','), traces), { maxLength: 3 })
  .map((all) =>
    all.map((cases, index): Result => ({
      schemaVersion: 2,
      target: `t${index}`,
      runs: [plainRun],
      cases: Object.fromEntries(Object.entries(cases).map(([id, own]) => [id, { hash, run: 0, traces: own }])),
    })),
  );

test('what was read before and what is read alone are the same', () => {
  fc.assert(
    fc.property(results, (all) => {
      const known: KnownLines = new Map();
      for (const result of all) {
        const text = formatResult(result);
        expect(parseResult(text, known)).toEqual(parseResult(JSON.stringify(JSON.parse(text)), new Map()));
      }
    }),
  );
});

const text = (target: string, outcome: string): string =>
  formatResult({
    schemaVersion: 2,
    target,
    runs: [plainRun],
    cases: {
      a: { hash, run: 0, traces: [{ pacing: 'settled', count: 1, outcomes: ['EOF'] }] },
      b: { hash, run: 0, traces: [{ pacing: 'settled', count: 1, outcomes: [outcome] }] },
    },
  });

test('equal lines of two files are one object, read once', () => {
  const known: KnownLines = new Map();
  const [one, other] = [parseResult(text('x', '5'), known), parseResult(text('y', '4'), known)];
  if ('problem' in one || 'problem' in other) return expect.unreachable();
  expect(one.result.cases['a']).toBe(other.result.cases['a']);
  expect(one.result.cases['b']).not.toEqual(other.result.cases['b']);
  return expect(known.size).toBe(3);
});

test.each([
  ['a line that is no case', (good: string) => good.replace('"hash"', '"hush"'), 'cases.a'],
  ['a line cut off', (good: string) => good.replace(/"trials":.*\n/, '\n'), 'not JSON'],
  ['two cases of one id that are no longer in order', (good: string) => good.replace('"b": ', '"a": ').replace('["5"]', '[5]'), 'cases.a'],
  ['a head that is none', (good: string) => good.replace('"target"', '"tarjet"'), 'target'],
  ['text behind the end', (good: string) => `${good}x`, 'not JSON'],
])('%s is refused with its place, whatever was read before', (_what, spoil, place) => {
  const known: KnownLines = new Map();
  parseResult(text('x', '5'), known);
  const read = parseResult(spoil(text('x', '5')), known);
  expect('problem' in read ? read.problem : 'read').toContain(place);
});

test('of a file, only the cases that are wanted are read; the rest is not even looked at', () => {
  const known: KnownLines = new Map();
  const broken = text('x', '5').replace('"b": {', '"b": {"this is":"no case",');
  expect(parseResult(broken, known, new Set(['a']))).toMatchObject({ result: { target: 'x', cases: { a: { hash } } } });
  expect(known.size).toBe(1);
  expect(parseResult(broken, known, new Set(['b']))).toHaveProperty('problem');
});
