import { expect, test } from 'vitest';
import type { CompactLink } from '../models/compact.ts';
import { answersByModel, fits, knownBefore, parseCalls } from './calls-seen.ts';

/** We write, we read, the peer closes, the peer reads. States: connected; written; closed with our data unread; closed. */
const link: CompactLink = {
  model: 'unix-pair.connection',
  link: 'unix-pair',
  alphabet: 'connection',
  title: 'Both ends',
  page: 'models/unix-pair.md',
  ends: ['a', 'b'],
  letters: [
    { end: 'a', does: 'write', calls: 'write(a, 1)' },
    { end: 'a', does: 'read', calls: 'read(a, 64)' },
    { end: 'b', does: 'close', calls: 'close(b)' },
    { end: 'b', does: 'read', calls: 'read(b, 64)' },
  ],
  outcomes: ['0', 'EAGAIN', 'ECONNRESET', 'EOF', 'EPIPE+SIGPIPE', 'n'],
  machines: [
    {
      states: ['connected', 'our data unread', 'peer closed, our data unread', 'peer closed'],
      cells: [
        [cell('n', 1), cell('EAGAIN', 0), cell('0', 3), cell('EAGAIN', 0)],
        [cell('n', 1), cell('EAGAIN', 1), cell('0', 2), cell('n', 0)],
        [cell('EPIPE+SIGPIPE', 2), cell('ECONNRESET', 3), -1, -1],
        [cell('EPIPE+SIGPIPE', 3), cell('EOF', 3), -1, -1],
      ],
      systems: [{ target: 'debian-12', testedFor: 5 }],
    },
  ],
  lacking: [],
};

function cell(outcome: string, next: number): number {
  return ['0', 'EAGAIN', 'ECONNRESET', 'EOF', 'EPIPE+SIGPIPE', 'n'].indexOf(outcome) + next * 6;
}

test.each([
  ['write 5; read ECONNRESET', ['write n', 'read ECONNRESET']],
  ['send() = 5\nrecv() = 0', ['write n', 'read EOF']],
  ['shutdown(fd, SHUT_WR) = 0; read(3, 64) = -1 ECONNRESET (Connection reset by peer)', ['shutdown-write 0', 'read ECONNRESET']],
  ['write EPIPE+SIGPIPE; read hangs;', ['write EPIPE+SIGPIPE', 'read EAGAIN']],
])('%j is read', (text, wanted) => {
  const calls = parseCalls(text);
  expect(Array.isArray(calls) ? calls.map(({ call, outcome }) => `${call} ${outcome}`) : calls).toEqual(wanted);
});

test('what is no call is said', () => {
  expect(parseCalls('write 5; frobnicate EPIPE')).toEqual({ wrong: 'frobnicate EPIPE' });
});

test('a model gives the whole sequence, with the calls of the other side', () => {
  const calls = parseCalls('write 5; read ECONNRESET');
  if (!Array.isArray(calls)) throw new Error('not read');
  const [first] = answersByModel(calls, [link], new Set(['debian-12']));
  expect(first).toEqual({
    link: 'unix-pair',
    system: 'debian-12',
    page: 'models/unix-pair.md',
    steps: [
      { text: 'write(a, 1)', isYours: true },
      { text: 'close(b)', isYours: false },
      { text: 'read(a, 64)', isYours: true },
    ],
  });
  expect(answersByModel(calls, [link], new Set(['freebsd-14']))).toEqual([]);
});

test('a signal that came along need not be typed', () => {
  const [first] = answersByModel([{ call: 'write', outcome: 'EPIPE' }], [link], new Set(['debian-12']));
  expect(first?.steps.map(({ text }) => text)).toEqual(['close(b)', 'write(a, 1)']);
});

test('a cause fits what is known of the calls before', () => {
  const known = knownBefore([
    { call: 'shutdown-write', outcome: '0' },
    { call: 'read', outcome: 'ECONNRESET' },
    { call: 'read', outcome: 'EOF' },
  ]);
  expect(known).toEqual({ hasSent: false, reported: ['ECONNRESET'], shut: { read: false, write: true } });
  expect(fits({ state: 'we shut SHUT_WR, peer closed, nothing of ours unread, ECONNRESET reported before' }, known)).toBe(true);
  expect(fits({ state: 'peer closed, nothing of ours unread, ECONNRESET reported before' }, known)).toBe(false);
  expect(fits({ state: 'we shut SHUT_WR, peer closed, our data unread, ECONNRESET reported before' }, known)).toBe(false);
  expect(fits({ state: 'we shut SHUT_WR, peer closed, nothing of ours unread' }, known)).toBe(false);
  expect(
    fits(
      { state: 'peer closed, our data unread, EPIPE and ECONNRESET reported before' },
      { ...known, hasSent: true, shut: { read: false, write: false } },
    ),
  ).toBe(false);
});
