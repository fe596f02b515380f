import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePlan } from '../plan/compile.ts';
import { expand } from '../scenario/expand.ts';
import { ScenarioFile } from '../scenario/file-schema.ts';

let folder = '';
let agent = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-calls-test-'));
  agent = join(folder, 'agent');
  const flags = ['-std=c99', '-O1', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-o', agent, join(import.meta.dirname, 'agent.c')];
  const { status, stderr } = spawnSync('cc', flags, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What steps of a scenario give on this system, in the settled pacing, behind `unlabelled` steps that build the situation. */
function outcomes(steps: object[]): Record<string, string | undefined> {
  const { cases, findings } = expand('it', ScenarioFile.parse({ title: 't', question: 'q', steps }));
  expect(findings).toEqual([]);
  const { stdout, stderr } = spawnSync(agent, [], {
    input: compilePlan(cases, { trials: 3, pacings: ['settled'] }),
    encoding: 'utf8',
    timeout: 60_000,
  });
  const found = stdout.split('\n').find((line) => line.startsWith('{"record":"case"'));
  const record = JSON.parse(found ?? `"${stderr}"`) as { traces: { count: number; outcomes: string[] }[] };
  expect(record.traces).toMatchObject([{ count: 3 }]);
  const labelled = cases[0]?.steps.map(({ label }, index) => [label, record.traces[0]?.outcomes[index]] as const) ?? [];
  return Object.fromEntries(labelled.filter((_, index) => 'label' in (steps[index] ?? {})));
}

const pair = (link: string) => ({ call: 'connect-pair', link, as: ['a', 'b'] });
const listener = [
  { call: 'socket', kind: 'tcp4', as: 'listener' },
  { call: 'bind', fd: 'listener' },
  { call: 'listen', fd: 'listener' },
];

test('an address is taken as long as its socket is open, and free afterwards', () => {
  const second = { call: 'socket', kind: 'tcp4', as: 'second' };
  const taken = { call: 'bind', fd: 'second', like: 'listener' };
  expect(
    outcomes([...listener, second, { ...taken, label: 'taken' }, { call: 'close', fd: 'listener' }, { ...taken, label: 'free' }]),
  ).toEqual({ taken: 'EADDRINUSE', free: '0' });
});

test('who listens again after a shutdown is found at the port that it has now', () => {
  expect(
    outcomes([
      ...listener,
      { call: 'shutdown', fd: 'listener', how: 'SHUT_RD' },
      { call: 'listen', fd: 'listener' },
      { call: 'socket', kind: 'tcp4', as: 'client' },
      { call: 'connect', fd: 'client', to: 'listener', label: 'connect' },
    ]),
  ).toEqual({ connect: '0' });
});

test.each([
  ['fifo', 'a', 'O_WRONLY', 'b'],
  ['pty', 'b', 'O_RDWR', 'a'],
])('the end of a %s that was closed is opened again from its file', (link, closed, mode, left) => {
  expect(
    outcomes([
      pair(link),
      { call: 'close', fd: closed },
      { call: 'poll', fd: left, events: ['IN'], label: 'poll' },
      { call: 'open', again: closed, as: 'again', mode, label: 'open' },
      { call: 'poll', fd: left, events: ['IN'], label: 'poll again' },
      { call: 'write', fd: 'again', data: 'hello' },
      { call: 'read', fd: left, label: 'read' },
    ]),
  ).toEqual({ poll: 'HUP', open: 'done', 'poll again': 'none', read: '5' });
});

test.each([
  [true, 'EOF'],
  [false, 'EAGAIN'],
])('a descriptor with FD_CLOEXEC %s: the peer receives %s when its process runs another program', (on, received) => {
  expect(
    outcomes([
      pair('unix-pair'),
      { call: 'fork', as: 'peer', takes: ['b'] },
      { call: 'set-cloexec', fd: 'b', on, in: 'peer' },
      { call: 'exec', in: 'peer', label: 'exec' },
      { call: 'recv', fd: 'a', flags: ['MSG_DONTWAIT'], label: 'receive' },
      { call: 'kill', process: 'peer', label: 'kill' },
      { call: 'recv', fd: 'a', flags: ['MSG_DONTWAIT'], label: 'receive when it is dead' },
    ]),
  ).toEqual({ exec: 'done', receive: received, kill: '0', 'receive when it is dead': 'EOF' });
});

test('a signal that a descriptor sends is noted until the next call begins, and not without O_ASYNC', () => {
  const steps = (on: boolean) => [
    pair('tcp4'),
    { call: 'set-async', fd: 'a', on },
    { call: 'fork', as: 'peer', takes: ['b'] },
    { call: 'close', fd: 'b', in: 'peer' },
    { call: 'signals', label: 'signals' },
    { call: 'read', fd: 'a' },
    { call: 'signals', label: 'signals after the next call' },
  ];
  expect(outcomes(steps(true))).toEqual({ signals: '=SIGIO', 'signals after the next call': '=none' });
  expect(outcomes(steps(false))).toEqual({ signals: '=none', 'signals after the next call': '=none' });
});

test('an address that is cut short is passed as it is', () => {
  expect(
    outcomes([
      { call: 'socket', kind: 'unix-stream', as: 's' },
      { call: 'connect-short', fd: 's', label: 'none' },
      { call: 'connect-short', fd: 's', length: 2, label: 'a family alone' },
    ]),
  ).toEqual({ none: 'EINVAL', 'a family alone': 'EINVAL' });
});

test('every name of a readiness bit is asked for and reported as itself', () => {
  expect(
    outcomes([
      pair('unix-pair'),
      { call: 'write', fd: 'b', data: 'hello' },
      { call: 'poll', fd: 'a', events: ['RDNORM', 'RDBAND', 'WRNORM', 'WRBAND'], label: 'poll' },
      { call: 'poll', fd: 'a', events: ['IN', 'RDNORM'], label: 'poll of both' },
    ]),
  ).toEqual({ poll: 'RDNORM|WRNORM|WRBAND', 'poll of both': 'IN|RDNORM' });
});

test('a message says who sent it, also when the sender is dead; without SO_PASSCRED it is a count', () => {
  const steps = (passed: number) => [
    pair('unix-pair'),
    { call: 'setsockopt', fd: 'a', option: 'SO_PASSCRED', value: passed },
    { call: 'fork', as: 'peer', takes: ['b'] },
    { call: 'send-credentials', fd: 'b', data: 'hello', in: 'peer', label: 'send' },
    { call: 'kill', process: 'peer' },
    { call: 'recv-credentials', fd: 'a', label: 'receive' },
    { call: 'recv-credentials', fd: 'a', label: 'receive again' },
  ];
  expect(outcomes(steps(1))).toEqual({ send: '5', receive: '=its process', 'receive again': 'EOF' });
  expect(outcomes(steps(0))).toEqual({ send: '5', receive: '5', 'receive again': 'EOF' });
});

test('what a socket that drops everything was sent stays unread, and its sender gives up', () => {
  expect(
    outcomes([
      pair('tcp4'),
      { call: 'setsockopt', fd: 'a', option: 'TCP_USER_TIMEOUT', value: 100 },
      { call: 'drop-incoming', fd: 'b' },
      { call: 'write', fd: 'a', data: 'hello' },
      { call: 'ioctl', fd: 'b', request: 'FIONREAD', label: 'bytes to read' },
      { call: 'read', fd: 'a', async: 'pending' },
      { call: 'await', of: 'pending', label: 'read' },
    ]),
  ).toEqual({ 'bytes to read': '=0', read: 'ETIMEDOUT' });
});
