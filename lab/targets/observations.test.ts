import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRun } from '../results/fixture.ts';
import { readObservations } from './observations.ts';

const { identity, unsupported, surroundings, errnos, slowness, deadlineMs } = plainRun;
const agent = { source: 'abc', compiler: 'gcc 12' };
const header = { record: 'header', protocol: 2, agent, identity, unsupported, surroundings, errnos, slowness, deadlineMs };
const hash = '0123456789abcdef';
const trace = { pacing: 'back-to-back', count: 10, outcomes: ['done', '5'], bytes: {} };
const record = (id: string, over: object = {}) => ({ record: 'case', id, hash, traces: [trace], ...over });
const end = (cases: number) => ({ record: 'end', cases, elapsedMs: 5 });
const asked = ['a', 'b'].map((id) => ({ id, hash, steps: [1, 2] }));
const lines = (...records: unknown[]) => records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)) + '\n').join('');

test('a whole output is complete, and empty bytes are left out', () => {
  const seen = readObservations(lines(header, record('b'), record('a'), end(2)), asked);
  expect(seen.problems).toEqual([]);
  expect(seen.complete).toBe(true);
  expect(seen.header?.identity).toEqual(identity);
  expect(seen.cases.get('a')).toEqual({ hash, traces: [{ pacing: 'back-to-back', count: 10, outcomes: ['done', '5'] }] });
});

test('an output that was cut off in a line keeps what came before, and shows the last line', () => {
  const seen = readObservations(lines(header, record('a')) + '{"record":"case","id":"b","ha', asked);
  expect([...seen.cases.keys()]).toEqual(['a']);
  expect(seen.complete).toBe(false);
  expect(seen.problems[0]).toBe('it ended after 1 of 2 cases; its last line: {"record":"case","id":"b","ha');
});

test('nothing at all is said to be nothing', () => {
  expect(readObservations(' \n', asked).problems).toEqual(['it wrote nothing']);
});

test.each([
  ['garbage', '\u001b[2Jhello', 'is not JSON'],
  ['another record', { record: 'greeting' }, 'no record of this protocol'],
  ['null', 'null', 'no record of this protocol'],
  ['a case nobody asked for', record('z'), 'not asked for'],
  ['an old version of a case', record('b', { hash: 'ffffffffffffffff' }), 'another version'],
  ['an outcome that is none', record('b', { traces: [{ ...trace, outcomes: ['reset'] }] }), 'has the outcome "reset"'],
  ['more outcomes than steps', record('b', { traces: [{ ...trace, outcomes: ['1', '2', '3'] }] }), 'more outcomes'],
  ['a count of zero', record('b', { traces: [{ ...trace, count: 0 }] }), 'traces.0.count'],
  ['the same case again', record('a'), 'second record'],
])('%s is a problem, and the good lines around it are kept', (_, bad, reason) => {
  const seen = readObservations(lines(header, record('a'), bad, end(2)), asked);
  expect(seen.complete).toBe(false);
  expect([...seen.cases.keys()]).toEqual(['a']);
  expect(seen.problems.join('\n')).toContain(reason);
  expect(seen.problems.join('\n')).not.toMatch(/\p{Cc}(?<!\n)/u);
});

test('another protocol is named as such', () => {
  const seen = readObservations(lines({ ...header, protocol: 9 }, end(0)), asked);
  expect(seen.header).toBeUndefined();
  expect(seen.problems.join('\n')).toContain('speaks protocol 9');
});

test('an end record does not hide that cases are missing', () => {
  expect(readObservations(lines(header, record('a'), end(2)), asked).problems[0]).toContain('1 of 2 cases are missing');
});

test('no output makes it throw, and only a whole one is complete', () => {
  const whole = lines(header, record('a'), record('b'), end(2));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.string(), (cut, noise) => {
      expect(readObservations(whole.slice(0, cut), asked).complete).toBe(false);
      expect(readObservations(noise, asked).complete).toBe(false);
    }),
  );
});
