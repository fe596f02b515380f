import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { calls } from './calls.ts';
import { expand } from './expand.ts';
import { ScenarioFile } from './file-schema.ts';

const pair = { call: 'connect-pair', link: 'tcp4', as: ['a', 'b'] };
const listener = [
  { call: 'socket', kind: 'unix-stream', as: 'l' },
  { call: 'bind', fd: 'l' },
];

/** The last step of a scenario: as a reader sees it, and as the agent does. */
function last(...steps: object[]): { text: string; label: string; words: string } {
  const { cases, findings } = expand('x', ScenarioFile.parse({ title: 't', question: 'q', steps }));
  expect(findings).toEqual([]);
  const step = cases[0]?.steps.at(-1);
  return { text: step?.text ?? '', label: step?.label ?? '', words: step?.line.replace(/^step /, '') ?? '' };
}

test.each<[steps: object[], text: string, label: string, words: string]>([
  [[pair], 'connect-pair(tcp4, a, b)', 'connect-pair a b', '0 - connect-pair tcp4 0 1'],
  [[{ call: 'socket', kind: 'udp6', as: 's' }], 'socket(udp6, s)', 'socket s', '0 - socket udp6 0'],
  [listener, 'bind(l)', 'bind l', '0 - bind 0 path'],
  [
    [
      { call: 'socket', kind: 'tcp6', as: 'l' },
      { call: 'bind', fd: 'l' },
    ],
    'bind(l)',
    'bind l',
    '0 - bind 0 loopback',
  ],
  [
    [
      { call: 'socket', kind: 'unix-dgram', as: 'l' },
      { call: 'bind', fd: 'l', address: 'autobind' },
    ],
    'bind(l, autobind)',
    'bind l',
    '0 - bind 0 autobind',
  ],
  [[...listener, { call: 'listen', fd: 'l' }], 'listen(l, 16)', 'listen l', '0 - listen 0 16'],
  [
    [...listener, { call: 'socket', kind: 'unix-stream', as: 'c' }, { call: 'connect', fd: 'c', to: 'l' }],
    'connect(c, l)',
    'connect c',
    '0 - connect 1 0',
  ],
  [[...listener, { call: 'accept', fd: 'l', as: 'n' }], 'accept(l, n)', 'accept l', '0 - accept 0 1'],
  [[pair, { call: 'read', fd: 'b' }], 'read(b, 64)', 'read b', '0 - read 1 64'],
  [[pair, { call: 'write', fd: 'a', data: 'hé"' }], 'write(a, "hé\\"")', 'write a', '0 - write 0 68c3a922'],
  [[pair, { call: 'write', fd: 'a', size: 70000 }], 'write(a, 70000 bytes)', 'write a', '0 - write 0 x70000'],
  [
    [pair, { call: 'recv', fd: 'a', size: 8, flags: ['MSG_PEEK', 'MSG_DONTWAIT'] }],
    'recv(a, 8, MSG_PEEK|MSG_DONTWAIT)',
    'recv a',
    '0 - recv 0 8 MSG_PEEK MSG_DONTWAIT',
  ],
  [[pair, { call: 'send', fd: 'a', data: '', flags: ['MSG_OOB'] }], 'send(a, "", MSG_OOB)', 'send a', '0 - send 0 x0 MSG_OOB'],
  [[pair, { call: 'close', fd: 'a' }], 'close(a)', 'close a', '0 - close 0'],
  [[pair, { call: 'shutdown', fd: 'a', how: 'SHUT_WR' }], 'shutdown(a, SHUT_WR)', 'shutdown a', '0 - shutdown 0 SHUT_WR'],
  [
    [pair, { call: 'setsockopt', fd: 'a', option: 'SO_LINGER', value: [1, 0] }],
    'setsockopt(a, SO_LINGER, {1, 0})',
    'setsockopt a SO_LINGER',
    '0 - setsockopt 0 SO_LINGER 1 0',
  ],
  [
    [pair, { call: 'setsockopt', fd: 'a', option: 'SO_RCVBUF', value: 4096 }],
    'setsockopt(a, SO_RCVBUF, 4096)',
    'setsockopt a SO_RCVBUF',
    '0 - setsockopt 0 SO_RCVBUF 4096',
  ],
  [
    [pair, { call: 'getsockopt', fd: 'a', option: 'SO_ERROR' }],
    'getsockopt(a, SO_ERROR)',
    'getsockopt a SO_ERROR',
    '0 - getsockopt 0 SO_ERROR',
  ],
  [[pair, { call: 'poll', fd: 'a' }], 'poll(a, IN|PRI|OUT, 0 ms)', 'poll a', '0 - poll 0 0 IN PRI OUT'],
  [[pair, { call: 'poll', fd: 'a', events: [], timeout: 'forever' }], 'poll(a, 0, forever)', 'poll a', '0 - poll 0 -1'],
  [[pair, { call: 'fork', as: 'p', takes: ['b'] }], 'fork(p takes b)', 'fork p', '0 - fork 1 1'],
  [[pair, { call: 'fork', as: 'p' }], 'fork(p)', 'fork p', '0 - fork 1'],
  [[pair, { call: 'fork', as: 'p' }, { call: 'exit', in: 'p' }], 'exit()', 'exit p', '1 - exit'],
  [
    [pair, { call: 'fork', as: 'p' }, { call: 'kill', process: 'p', signal: 'SIGTERM' }],
    'kill(p, SIGTERM)',
    'kill p',
    '0 - kill 1 SIGTERM',
  ],
  [[pair, { call: 'read', fd: 'a', async: 'r' }, { call: 'await', of: 'r' }], 'await r', 'await r', '0 - await 0'],
  [
    [pair, { call: 'read', fd: 'a', async: 'r' }, { call: 'await', of: 'r' }, { call: 'interrupt', of: 'r' }],
    'interrupt(r, SIGUSR1)',
    'interrupt r',
    '0 - interrupt 0 SIGUSR1',
  ],
  [
    [pair, { call: 'signal', signal: 'SIGPIPE', action: 'default' }],
    'signal(SIGPIPE, default)',
    'signal SIGPIPE default',
    '0 - signal SIGPIPE default',
  ],
  [[pair, { call: 'readv', fd: 'a', sizes: [2, 0, 3] }], 'readv(a, [2, 0, 3])', 'readv a', '0 - readv 0 2 0 3'],
  [
    [pair, { call: 'recvmsg', fd: 'b', control: 0, flags: ['MSG_PEEK'] }],
    'recvmsg(b, 64, control 0, MSG_PEEK)',
    'recvmsg b',
    '0 - recvmsg 1 64 0 MSG_PEEK',
  ],
  [
    [pair, { call: 'send-fds', fd: 'a', pass: 'b', data: 'x', count: 2 }],
    'sendmsg(a, "x", SCM_RIGHTS [b × 2])',
    'send-fds a',
    '0 - send-fds 0 78 2 1',
  ],
  [[pair, { call: 'recv-fds', fd: 'a', as: ['c', 'd'] }], 'recvmsg(a, 64) → c, d', 'recv-fds a', '0 - recv-fds 0 64 2 3'],
  [[pair, { call: 'sendmmsg', fd: 'a', size: 5 }], 'sendmmsg(a, 3 × 5 bytes)', 'sendmmsg a', '0 - sendmmsg 0 x5 3'],
  [[pair, { call: 'splice-in', fd: 'a' }], 'splice(a → pipe, 64)', 'splice-in a', '0 - splice-in 0 64'],
  [[pair, { call: 'fill', fd: 'a' }], 'fill(a, 4096)', 'fill a', '0 - fill 0 4096'],
  [[pair, { call: 'dup', fd: 'a', as: 'c' }], 'dup(a, c)', 'dup a', '0 - dup 0 2'],
  [[pair, { call: 'disconnect', fd: 'a' }], 'connect(a, AF_UNSPEC)', 'disconnect a', '0 - disconnect 0'],
  [[pair, { call: 'set-nonblocking', fd: 'a' }], 'fcntl(a, F_SETFL, O_NONBLOCK)', 'set-nonblocking a', '0 - set-nonblocking 0 1'],
  [[pair, { call: 'ioctl', fd: 'a', request: 'FIONREAD' }], 'ioctl(a, FIONREAD)', 'ioctl a FIONREAD', '0 - ioctl 0 FIONREAD'],
  [[pair, { call: 'select', fd: 'a', sets: ['READ'], timeout: 'forever' }], 'select(a, READ, forever)', 'select a', '0 - select 0 -1 READ'],
  [
    [pair, { call: 'epoll-create', as: 'e' }, { call: 'epoll-add', epoll: 'e', fd: 'a', events: ['IN', 'ET'] }],
    'epoll-add(e, a, IN|ET)',
    'epoll-add a',
    '0 - epoll-add 2 0 IN ET',
  ],
  [
    [pair, { call: 'epoll-create', as: 'e' }, { call: 'epoll-wait', epoll: 'e' }],
    'epoll_wait(e, 0 ms)',
    'epoll-wait e',
    '0 - epoll-wait 2 0',
  ],
  [
    [pair, { call: 'kqueue', as: 'k' }, { call: 'kevent-add', queue: 'k', fd: 'a', filter: 'READ', flags: ['CLEAR'] }],
    'kevent-add(k, a, READ, CLEAR)',
    'kevent-add a READ',
    '0 - kevent-add 2 0 READ CLEAR',
  ],
  [
    [...listener, { call: 'socket', kind: 'unix-stream', as: 's' }, { call: 'bind', fd: 's', like: 'l' }],
    'bind(s, address of l)',
    'bind s',
    '0 - bind-like 1 0',
  ],
  [
    [
      { call: 'socket', kind: 'tcp4', as: 's' },
      { call: 'connect-short', fd: 's' },
    ],
    'connect(s, 0 bytes of an address)',
    'connect-short s',
    '0 - connect-short 0 0',
  ],
  [
    [
      { call: 'connect-pair', link: 'fifo', as: ['a', 'b'] },
      { call: 'open', again: 'a', as: 'c', mode: 'O_WRONLY', nonblocking: true },
    ],
    'open(file of a, O_WRONLY|O_NONBLOCK) → c',
    'open a',
    '0 - open 0 2 O_WRONLY 1',
  ],
  [[pair, { call: 'set-cloexec', fd: 'a' }], 'fcntl(a, F_SETFD, FD_CLOEXEC)', 'set-cloexec a', '0 - set-cloexec 0 1'],
  [[pair, { call: 'set-async', fd: 'a', on: false }], 'fcntl(a, F_SETOWN, self; F_SETFL, 0)', 'set-async a', '0 - set-async 0 0'],
  [[pair, { call: 'signals' }], 'signals()', 'signals', '0 - signals'],
  [[pair, { call: 'fork', as: 'p' }, { call: 'exec', in: 'p' }], 'exec()', 'exec p', '1 - exec'],
  [[pair, { call: 'drop-incoming', fd: 'a' }], 'setsockopt(a, SO_ATTACH_FILTER, drop all)', 'drop-incoming a', '0 - drop-incoming 0'],
  [
    [pair, { call: 'send-credentials', fd: 'a', data: 'x' }],
    'sendmsg(a, "x", SCM_CREDENTIALS)',
    'send-credentials a',
    '0 - send-credentials 0 78',
  ],
  [[pair, { call: 'recv-credentials', fd: 'a' }], 'recvmsg(a, 64, SCM_CREDENTIALS)', 'recv-credentials a', '0 - recv-credentials 0 64'],
])('%j is compiled as the protocol says', (steps, text, label, words) => {
  expect(last(...steps)).toEqual({ text, label, words });
});

test('every call of the registry is one that the protocol document knows', () => {
  const document = readFileSync(join(places().agent, 'PROTOCOL.md'), 'utf8');
  const rows = document.slice(document.indexOf('### Calls'), document.indexOf('### Links'));
  // A row can be about several calls: `readv FD SIZE...`, `writev FD SIZE...`.
  for (const name of calls.keys()) expect(rows).toMatch(new RegExp(`^\\|[^|]*\`${name}[ \`]`, 'm'));
});

test('every argument of every call says what it is', () => {
  for (const call of calls.values()) {
    for (const [name, schema] of Object.entries(call.shape)) expect(schema.description, `${call.name}.${name}`).toMatch(/\w{3}/);
    expect(call.outcomes.length, call.name).toBeGreaterThan(0);
  }
});

test('what a started call makes has its number in the plan from the start, and keeps it when it is there', () => {
  const steps = [
    ...listener,
    { call: 'accept', fd: 'l', as: 'n', async: 'r' },
    { call: 'socket', kind: 'tcp4', as: 'c' },
    { call: 'await', of: 'r' },
    { call: 'read', fd: 'n' },
  ];
  const { cases, findings } = expand('x', ScenarioFile.parse({ title: 'x', question: 'x', tags: ['listener'], steps }));
  expect(findings).toEqual([]);
  expect(cases[0]?.steps.slice(-4).map((step) => step.line)).toEqual([
    'step 0 0 accept 0 1',
    'step 0 - socket tcp4 2',
    'step 0 - await 0',
    'step 0 - read 1 64',
  ]);
});
