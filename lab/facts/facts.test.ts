import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Case } from '../scenario/case.ts';
import { describe } from './describe.ts';
import { caseWith, close, pair, pending, read, write } from './fixture.ts';
import type { WrittenStep } from './fixture.ts';
import { factsPerStep, sightingsIn } from './sighting.ts';

/** The state before the last step, in words. */
function stateBefore(steps: WrittenStep[], outcomes?: string[]): string {
  const facts = factsPerStep(caseWith(...steps), outcomes).at(-1);
  return facts === undefined ? 'no facts' : describe(facts);
}

const linger = (fd: string): WrittenStep => ({ call: 'setsockopt', fd, option: 'SO_LINGER', value: [1, 0] });
const shutdown = (fd: string, how: string): WrittenStep => ({ call: 'shutdown', fd, how });
const fork = (takes: string[]): WrittenStep => ({ call: 'fork', as: 'child', takes });

test.each<[string, WrittenStep[], string[]?]>([
  ['connected', [pair(), read('a')]],
  ['data waits for us', [pair(), write('b'), read('a')]],
  ['our data unread', [pair(), write('a'), read('a')]],
  ['connected', [pair(), write('a'), read('b'), read('a')]],
  ['our data unread', [pair(), write('a'), read('b', 3), read('a')]],
  ['our data unread', [pair(), write('a'), { call: 'recv', fd: 'b', flags: ['MSG_PEEK'] }, read('a')]],
  ['peer closed, our data unread', [pair(), write('a'), close('b'), read('a')]],
  ['peer closed, nothing of ours unread', [pair(), write('a'), read('b'), close('b'), read('a')]],
  ['peer closed, nothing of ours unread, data waits for us', [pair(), write('b'), close('b'), read('a')]],
  ['peer closed with SO_LINGER 0, nothing of ours unread', [pair('tcp4'), linger('b'), close('b'), read('a')]],
  ["peer's process exited, nothing of ours unread", [pair(), fork(['b']), { call: 'exit', in: 'child' }, read('a')]],
  ["peer's process killed, our data unread", [pair(), fork(['b']), write('a'), { call: 'kill', process: 'child' }, read('a')]],
  [
    "a copy of the peer's descriptor closed, another open, our data unread",
    [pair(), { call: 'dup', fd: 'b', as: 'c' }, write('a'), close('b'), read('a')],
  ],
  ["a copy of the peer's descriptor closed, another open", [pair(), fork([]), close('b'), read('a')]],
  ['peer closed, nothing of ours unread', [pair(), { call: 'dup', fd: 'b', as: 'c' }, close('b'), close('c'), read('a')]],
  ['we shut SHUT_WR', [pair(), shutdown('a', 'SHUT_WR'), read('a')]],
  ['peer shut both directions', [pair(), shutdown('b', 'SHUT_RDWR'), read('a')]],
  ['peer shut SHUT_WR, peer closed, nothing of ours unread', [pair(), shutdown('b', 'SHUT_WR'), close('b'), read('a')]],
  ['not accepted yet', [...pending(), read('c')]],
  ['listener gone before it accepted us, nothing of ours unread', [...pending(), close('l'), read('c')]],
  ['connected', [...pending(), { call: 'accept', fd: 'l', as: 's' }, close('l'), read('c')]],
  ['not accepted and the listener shut down', [...pending(), shutdown('l', 'SHUT_RD'), read('c')]],
  ['listening, a connection waits', [...pending(), { call: 'accept', fd: 'l', as: 's' }]],
  ['listening, nobody waits', [...pending().slice(0, 3), { call: 'accept', fd: 'l', as: 's' }]],
  ['not connected', [{ call: 'socket', kind: 'tcp4', as: 's' }, read('s')]],
  ['peer dissolved the connection by connect() to AF_UNSPEC', [pair('tcp4'), { call: 'disconnect', fd: 'b' }, read('a')]],
])('%s', (words, steps, outcomes) => {
  expect(stateBefore(steps, outcomes)).toBe(words);
});

test.each<[string, string, WrittenStep[], string[]]>([
  [
    'a short write',
    'peer closed, nothing of ours unread',
    [pair(), write('a'), read('b', 2), close('b'), read('a')],
    ['done', '2', '2', '0', 'EOF'],
  ],
  [
    'a short read',
    'peer closed, our data unread',
    [pair(), write('a'), read('b'), close('b'), read('a')],
    ['done', '5', '3', '0', 'ECONNRESET'],
  ],
  [
    'a write that failed',
    'peer closed, nothing of ours unread',
    [pair(), write('a'), close('b'), read('a')],
    ['done', 'EAGAIN', '0', 'EOF'],
  ],
  [
    'data sent after the end',
    'peer closed, nothing of ours unread, we wrote after that',
    [pair('tcp4'), close('b'), write('a'), read('a')],
    ['done', '0', '5', 'EOF'],
  ],
  [
    'an error that was told',
    'peer closed, our data unread, ECONNRESET reported before',
    [pair(), write('a'), close('b'), read('a'), read('a')],
    ['done', '5', '0', 'ECONNRESET', 'EOF'],
  ],
  [
    'SO_ERROR that told it',
    'peer closed, our data unread, ECONNRESET reported before',
    [pair(), write('a'), close('b'), { call: 'getsockopt', fd: 'a', option: 'SO_ERROR' }, read('a')],
    ['done', '5', '0', '=ECONNRESET', 'EOF'],
  ],
  [
    'a shutdown that failed',
    'we tried shutdown(), which failed',
    [pair(), shutdown('a', 'SHUT_WR'), read('a')],
    ['done', 'ENOTCONN', 'EAGAIN'],
  ],
  [
    'a full buffer',
    'peer closed, our data unread',
    [pair(), { call: 'fill', fd: 'a' }, read('b'), { call: 'fill', fd: 'a' }, close('b'), read('a')],
    ['done', 'done', '64', 'done', '0', 'ECONNRESET'],
  ],
  [
    'a buffer that was filled and partly read',
    'peer closed, our data perhaps unread',
    [pair(), { call: 'fill', fd: 'a' }, read('b'), close('b'), read('a')],
    ['done', 'done', '64', '0', 'ECONNRESET'],
  ],
  [
    'a buffer that was drained',
    'peer closed, nothing of ours unread',
    [pair(), { call: 'fill', fd: 'a' }, { call: 'drain', fd: 'b' }, close('b'), read('a')],
    ['done', 'done', 'EAGAIN', '0', 'EOF'],
  ],
  [
    'a process that SIGPIPE killed',
    "peer's process killed, nothing of ours unread",
    [pair(), fork(['b']), { ...write('b'), in: 'child' }, read('a')],
    ['done', 'done', 'killed: SIGPIPE', 'EOF'],
  ],
  [
    'SO_LINGER that could not be set',
    'peer closed, nothing of ours unread',
    [pair('tcp4'), linger('b'), close('b'), read('a')],
    ['done', 'EINVAL', '0', 'EOF'],
  ],
])('the outcome of a call counts: %s', (_, words, steps, outcomes) => {
  expect(stateBefore(steps, outcomes)).toBe(words);
});

test('an end that is in a message on its way is open; when the receiver goes without taking it, it is gone', () => {
  const steps = [
    pair(),
    { call: 'connect-pair', link: 'tcp4', as: ['ours', 'other'] },
    { call: 'send-fds', fd: 'a', pass: 'ours', data: 'x' },
    close('ours'),
  ];
  expect(stateBefore([...steps, read('other')])).toBe("a copy of the peer's descriptor closed, another open");
  expect(stateBefore([...steps, close('b'), read('other')])).toBe('peer lost in a message that nobody received, nothing of ours unread');
  expect(stateBefore([...steps, { call: 'recv-fds', fd: 'b', as: ['got'] }, close('b'), read('other')])).toBe(
    "a copy of the peer's descriptor closed, another open",
  );
  expect(stateBefore([...steps, { call: 'recv-fds', fd: 'b', as: ['got'] }, close('got'), read('other')])).toBe(
    'peer closed, nothing of ours unread',
  );
  expect(stateBefore([...steps, read('b'), read('other')])).toBe('peer lost in a message that nobody received, nothing of ours unread');
});

test('a call that waits keeps its end open, and may take what comes', () => {
  const steps = [pair(), { ...read('a'), async: 'reading' }, write('b'), read('b'), { call: 'await', of: 'reading' }];
  const seen = sightingsIn(caseWith(...steps), ['done', 'started', '5', 'EAGAIN', '5']);
  expect(seen.map(({ call }) => call)).toEqual(['write', 'read', 'read']);
  expect(seen[1]?.facts.peer?.unread).toEqual({ least: 0, most: 5 });
  expect(seen[2]).toMatchObject({ text: '5', index: 4, atStart: { waiting: { least: 0, most: 0 } } });
});

test('messages are taken whole, and one of no bytes is still a message', () => {
  const facts = factsPerStep(caseWith(pair('unix-seqpacket-pair'), write('a', 10), write('a', 0), read('b', 3), read('b'), read('b')), [
    'done',
    '10',
    '0',
    '3',
    'EOF',
    'EAGAIN',
  ]);
  expect(facts.slice(3).map((one) => [one?.waiting.most, one?.waitingMessages.most])).toEqual([
    [10, 2],
    [0, 1],
    [0, 0],
  ]);
});

test('a descriptor that exec closes goes with exec', () => {
  const steps = [pair(), fork(['b']), { call: 'set-cloexec', fd: 'b', in: 'child' }, { call: 'exec', in: 'child' }, read('a')];
  expect(stateBefore(steps)).toBe('peer closed by exec, nothing of ours unread');
  expect(stateBefore(steps.filter(({ call }) => call !== 'set-cloexec'))).toBe('connected');
});

test('a FIFO that is opened again has a writer again', () => {
  const again = { call: 'open', again: 'a', as: 'c', mode: 'O_WRONLY' };
  expect(stateBefore([pair('fifo'), close('a'), read('b')])).toBe('peer closed, nothing of ours unread');
  expect(stateBefore([pair('fifo'), close('a'), again, read('b')])).toBe("a copy of the peer's descriptor closed, another open");
});

/** Sequences of calls on two ends, three descriptors and two processes, with outcomes that are possible or at least spelled right. */
const anyStep = fc.oneof(
  fc
    .constantFrom('a', 'b')
    .chain((fd) =>
      fc.constantFrom<WrittenStep>(
        write(fd),
        read(fd),
        read(fd, 2),
        { call: 'fill', fd },
        { call: 'drain', fd },
        shutdown(fd, 'SHUT_RD'),
        shutdown(fd, 'SHUT_WR'),
        { call: 'recv', fd, flags: ['MSG_PEEK'] },
        { call: 'send', fd, size: 3, flags: ['MSG_OOB'] },
        { call: 'recvmmsg', fd },
        { call: 'getsockopt', fd, option: 'SO_ERROR' },
        { call: 'poll', fd },
      ),
    ),
);
const anyOutcome = fc.constantFrom(
  '0',
  '1',
  '2',
  '5',
  'done',
  'EOF',
  'EAGAIN',
  'ECONNRESET',
  'EPIPE+SIGPIPE',
  'blocks',
  'IN|ERR',
  '=ECONNRESET',
);
const anyCase = fc
  .record({
    link: fc.constantFrom('unix-pair', 'unix-seqpacket-pair', 'tcp4', 'pipe'),
    steps: fc.array(fc.tuple(anyStep, anyOutcome), { maxLength: 12 }),
  })
  .map(({ link, steps }): [Case, string[]] => [
    caseWith(pair(link), ...steps.map(([step]) => step), { call: 'dup', fd: 'b', as: 'c' }, close('b'), read('a'), close('c'), read('a')),
    ['done', ...steps.map(([, outcome]) => outcome), 'done', '0', 'EAGAIN', '0', 'EOF'],
  ]);

test('whatever calls return: counts are never negative, and only the last close of all copies closes the peer', () => {
  fc.assert(
    fc.property(anyCase, ([theCase, outcomes]) => {
      const facts = factsPerStep(theCase, outcomes);
      for (const one of facts) {
        for (const count of [one?.waiting, one?.waitingMessages, one?.peer?.unread, one?.peer?.unreadMessages, one?.peer?.sentAfterGone]) {
          if (count !== undefined) expect(0 <= count.least && count.least <= count.most).toBe(true);
        }
      }
      expect(facts.at(-3)?.peer).toMatchObject({ copies: 1, lostCopy: true, gone: undefined });
      expect(facts.at(-1)?.peer).toMatchObject({ copies: 0, lostCopy: false, gone: { how: 'closed' } });
    }),
  );
});

test('what is true before a step does not depend on what follows', () => {
  fc.assert(
    fc.property(anyCase, fc.nat(), ([theCase, outcomes], at) => {
      const length = at % theCase.steps.length;
      const whole = factsPerStep(theCase, outcomes).slice(0, length);
      const start = factsPerStep({ ...theCase, steps: theCase.steps.slice(0, length) }, outcomes.slice(0, length));
      expect(start).toEqual(whole);
    }),
  );
});
