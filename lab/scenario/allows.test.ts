import { expect, test } from 'vitest';
import { allows, canBothHold } from './allows.ts';

const claim = (outcome: string[], signal?: 'SIGPIPE' | 'none') => ({ outcome, signal });

test('a claim that says nothing of a signal agrees with an outcome with and without one', () => {
  expect(allows(claim(['EPIPE']), 'EPIPE')).toBe(true);
  expect(allows(claim(['EPIPE']), 'EPIPE+SIGPIPE')).toBe(true);
  expect(allows(claim(['EINTR']), 'EINTR+SIGUSR1')).toBe(true);
  expect(allows(claim(['EPIPE']), 'ECONNRESET')).toBe(false);
});

test('a claim that speaks of the signal agrees only with that', () => {
  expect(allows(claim(['EPIPE'], 'SIGPIPE'), 'EPIPE')).toBe(false);
  expect(allows(claim(['EPIPE'], 'SIGPIPE'), 'EPIPE+SIGPIPE')).toBe(true);
  expect(allows(claim(['EPIPE'], 'none'), 'EPIPE')).toBe(true);
  expect(allows(claim(['EPIPE'], 'none'), 'EPIPE+SIGPIPE')).toBe(false);
});

test('the signal is a matter of EPIPE: other outcomes of the same claim stand without it', () => {
  expect(allows(claim(['EPIPE', 'ECONNRESET'], 'SIGPIPE'), 'ECONNRESET')).toBe(true);
  expect(allows(claim(['5', 'EPIPE'], 'SIGPIPE'), '5')).toBe(true);
});

test('what came with a message is no signal', () => {
  expect(allows(claim(['5']), '5+MSG_TRUNC')).toBe(false);
  expect(allows(claim(['5+MSG_TRUNC']), '5+MSG_TRUNC+SIGUSR1')).toBe(true);
});

test('two claims can both hold if some outcome agrees with both', () => {
  expect(canBothHold(claim(['EPIPE']), claim(['EPIPE'], 'none'))).toBe(true);
  expect(canBothHold(claim(['EPIPE'], 'SIGPIPE'), claim(['EPIPE'], 'none'))).toBe(false);
  expect(canBothHold(claim(['EPIPE', 'EOF'], 'SIGPIPE'), claim(['EPIPE', 'EOF'], 'none'))).toBe(true);
  expect(canBothHold(claim(['EOF']), claim(['ECONNRESET']))).toBe(false);
});

test('that a timer ran out first is left aside, unless the claim says it', () => {
  expect(allows(claim(['EAGAIN']), 'EAGAIN+late')).toBe(true);
  expect(allows(claim(['0+late']), '0+late')).toBe(true);
  expect(allows(claim(['0+late']), '0')).toBe(false);
  expect(allows(claim(['5']), 'EAGAIN+late')).toBe(false);
  expect(canBothHold(claim(['0']), claim(['0+late']))).toBe(true);
});
