import { expect, test } from 'vitest';
import type { Trace } from '../results/result.ts';
import { cellOf, decisive, rateBound } from './cell.ts';
import { scenarioWith } from './fixture.ts';

const [theCase] = scenarioWith('s', ['write 0 x5', 'close 1', 'read 0 64']).cases;
if (theCase === undefined) throw new Error('the fixture has no case');
const { hash } = theCase;
const trace = (pacing: Trace['pacing'], count: number, ...outcomes: string[]): Trace => ({ pacing, count, outcomes });

test('trials that all agree are deterministic', () => {
  const cell = cellOf(theCase, { hash, traces: [trace('back-to-back', 10, '5', '0', 'EOF'), trace('settled', 10, '5', '0', 'EOF')] });
  expect(cell).toMatchObject({ state: 'measured', determinism: 'deterministic', trials: 20 });
});

test('a difference only back-to-back makes a case timing-dependent', () => {
  const traces = [
    trace('back-to-back', 7, '5', '0', 'EOF'),
    trace('back-to-back', 3, '5', '0', 'ECONNRESET'),
    trace('settled', 10, '5', '0', 'EOF'),
  ];
  expect(cellOf(theCase, { hash, traces })).toMatchObject({ determinism: 'timing-dependent' });
});

test('one thing back-to-back and another when settled is a matter of timing', () => {
  const traces = [trace('back-to-back', 10, '5', '0', 'ECONNRESET'), trace('settled', 10, '5', '0', 'EOF')];
  expect(cellOf(theCase, { hash, traces })).toMatchObject({ determinism: 'timing-dependent' });
});

test('a difference between settled trials is flaky', () => {
  const traces = [
    trace('back-to-back', 10, '5', '0', 'EOF'),
    trace('settled', 9, '5', '0', 'EOF'),
    trace('settled', 1, '5', '0', 'ECONNRESET'),
  ];
  expect(cellOf(theCase, { hash, traces })).toMatchObject({ determinism: 'flaky' });
});

test('what was measured of another case is stale, whatever it says', () => {
  expect(cellOf(theCase, { hash: 'fedcba9876543210', traces: [trace('settled', 10, '5', '0', 'EOF')] })).toEqual({
    state: 'stale',
    systems: [],
  });
});

test.each([
  [['unsupported: tcp6'], { state: 'unsupported', what: 'tcp6' }],
  [['setup failed: connect-pair EMFILE'], { state: 'setup failed', what: 'connect-pair EMFILE' }],
  [['5', '0', 'inconclusive: fork EAGAIN'], { state: 'inconclusive', why: 'fork EAGAIN' }],
  [['5', '0'], { state: 'inconclusive', why: '2 of 3 steps were made' }],
  [['5', '0', 'nonsense'], { state: 'inconclusive', why: "'nonsense' is not an outcome" }],
])('trials that all end with %j are no measurement', (outcomes, expected) => {
  expect(cellOf(theCase, { hash, traces: [trace('settled', 10, ...outcomes)] })).toMatchObject(expected);
});

test('a case that is in no result was not run, and one whose trials are all missing is inconclusive', () => {
  expect(cellOf(theCase, undefined)).toMatchObject({ state: 'not run' });
  expect(cellOf(theCase, { hash, traces: [], incomplete: { missing: 20, why: 'killed: SIGSEGV' } })).toEqual({
    state: 'inconclusive',
    why: 'killed: SIGSEGV',
    systems: [],
  });
});

test('trials that are lost are counted apart from those that say something', () => {
  const traces = [trace('settled', 8, '5', '0', 'EOF'), trace('settled', 2, '5', '0', 'inconclusive: poll EINTR')];
  const cell = cellOf(theCase, { hash, traces, incomplete: { missing: 1, why: 'hung' } });
  expect(cell).toMatchObject({ state: 'measured', trials: 8, determinism: 'deterministic', lost: { trials: 3 } });
});

test('twenty clean trials rule out a rate of about 14 %', () => {
  expect(rateBound(20)).toBeCloseTo(0.1391, 4);
  expect(rateBound(1)).toBeCloseTo(0.95, 10);
});

test.each([
  ['what a system lacks explains more than a set-up that failed', ['setup failed: socket EMFILE'], ['unsupported: tcp6'], 'unsupported'],
  ['a set-up that failed explains more than a lost trial', ['inconclusive: poll EINTR'], ['setup failed: socket EMFILE'], 'setup failed'],
])('of two reasons for having no answer, %s, in whatever order they come', (_what, weak, grave, state) => {
  const traces = [trace('settled', 1, ...weak), trace('settled', 1, ...grave)];
  expect(cellOf(theCase, { hash, traces })).toMatchObject({ state });
  expect(cellOf(theCase, { hash, traces: traces.toReversed() })).toMatchObject({ state });
});

test('without an address to bind to nothing is known of what the system can do with one', () => {
  const traces = [trace('settled', 1, 'unsupported: tcp6 EADDRNOTAVAIL')];
  expect(cellOf(theCase, { hash, traces })).toEqual({ state: 'setup failed', systems: [], what: 'tcp6 EADDRNOTAVAIL' });
});

test('what the fence around a container forbids is nothing that the system lacks', () => {
  const of = (what: string) => cellOf(theCase, { hash, traces: [trace('settled', 1, `unsupported: ${what}`)] }).state;
  expect(of('SO_ATTACH_FILTER EPERM')).toBe('setup failed');
  expect(of('SO_ATTACH_FILTER ENOPROTOOPT')).toBe('unsupported');
});

test('settled trials decide, and without them those back-to-back', () => {
  const [quick, settled] = [trace('back-to-back', 3, '5', '0', 'EOF'), trace('settled', 1, '5', '0', 'EPIPE')];
  expect(decisive([quick, settled])).toEqual([settled]);
  expect(decisive([quick])).toEqual([quick]);
});
