import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { places } from '../root.ts';
import { readObservations, type Observations } from './observations.ts';
import { Target } from './target.ts';

test('lwIP must be declared, since uname tells of the kernel below it', () => {
  const target = { id: 'a', kind: 'lwip', title: 'A', base: 'debian:13' };
  expect(Target.safeParse({ ...target, declared: { system: { name: 'lwip', version: '2.2.1' } } }).success).toBe(true);
  expect(Target.safeParse(target).error?.issues.map(({ path }) => path.join('.'))).toEqual(['declared']);
  expect(Target.safeParse({ ...target, declared: { system: { name: 'linux', version: '1' } } }).success).toBe(false);
});

/** Where the package liblwip-dev is. CI installs it, and must not leave these out. */
const headers = '/usr/include/lwip';
const isThere = existsSync(headers) || process.env['CI'] !== undefined;

describe.skipIf(!isThere)("the agent on lwIP's sockets", { timeout: 120_000 }, () => {
  let folder: string;
  let agent: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sockatlas-lwip-'));
    agent = join(folder, 'agent');
    const shim = join(places().docker, 'lwip', 'lwip.h');
    const warnings = ['-Wall', '-Wextra', '-Werror'];
    const source = join(places().agent, 'agent.c');
    execFileSync('gcc', ['-std=c99', '-O2', '-pthread', ...warnings, `-I${headers}`, '-include', shim, '-o', agent, source, '-llwip']);
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  /** What the agent says of these cases, given as lists of steps without their `step 0 -`; one with its process and number is whole. */
  function observe(cases: Record<string, string[]>, deadlineMs = 900): Observations {
    const hash = '0123456789abcdef';
    const lines = Object.entries(cases).flatMap(([id, steps]) => [
      `case ${id} ${hash}`,
      ...steps.map((step) => (/^(0|timer) /.test(step) ? step.replace(/^0 /, 'step 0 ') : `step 0 - ${step}`)),
    ]);
    const text = ['sockatlas-plan 2', 'trials 2', 'pacings settled', `deadline-ms ${deadlineMs}`, ...lines];
    const input = [...text, `end-plan ${Object.keys(cases).length}`, ''].join('\n');
    const { stdout } = spawnSync(agent, [], { input, encoding: 'utf8', timeout: 100_000 });
    const seen = readObservations(
      stdout,
      Object.entries(cases).map(([id, steps]) => ({ id, hash, steps })),
    );
    expect(seen.problems).toEqual([]);
    return seen;
  }

  /** The outcomes of a case that goes alike in all trials. */
  function outcomes(...steps: string[]): string[] {
    const traces = observe({ it: steps }).cases.get('it')?.traces ?? [];
    expect(traces).toMatchObject([{ count: 2 }]);
    return traces[0]?.outcomes ?? [];
  }

  test.each(['tcp4', 'tcp6'])('%s goes over its own loopback, and answers as lwIP and not as this machine', (link) => {
    const clean = outcomes(`connect-pair ${link} 0 1`, 'close 1', 'read 0 64', 'read 0 64', 'write 0 x5');
    expect(clean).toEqual(['done', '0', 'EOF', 'ENOTCONN', '5']);
    const unread = outcomes(`connect-pair ${link} 0 1`, 'write 0 x5', 'close 1', 'read 0 64', 'read 0 64');
    expect(unread).toEqual(['done', '5', '0', 'ECONNRESET', 'ECONNRESET']);
  });

  test.each(['udp4', 'udp6'])('%s carries datagrams', (link) => {
    expect(outcomes(`connect-pair ${link} 0 1`, 'write 0 x5', 'read 1 64')).toEqual(['done', '5', '5']);
  });

  test('says that its loopback works, and names what it lacks', () => {
    const { header } = observe({});
    expect(header?.surroundings).toMatchObject({ loopback: true, ipv6: true });
    expect(header?.unsupported).toEqual(
      expect.arrayContaining(['fork', 'dup', 'unix-pair', 'pipe', 'MSG_ERRQUEUE', 'POLLRDHUP', 'TCP_INFO']),
    );
    expect(header?.unsupported.filter((name) => /^(tcp|udp)/.test(name))).toEqual([]);
  });

  test.each([
    ['connect-pair unix-pair 0 1', 'unix-pair'],
    ['connect-pair mptcp4 0 1', 'mptcp4'],
    ['socket unix-dgram 0', 'unix-dgram'],
    ['fork 1', 'fork'],
    ['epoll-create 0', 'epoll'],
  ])('%s is unsupported, and not an error of this machine', (step, what) => {
    expect(outcomes(step)).toEqual([`unsupported: ${what}`]);
  });

  test.each([
    ['dup 0 2', 'dup'],
    ['sendfile 0 100', 'sendfile'],
    ['splice-in 0 100', 'splice-in'],
    ['sendmmsg 0 x5 2', 'sendmmsg'],
    ['recvmmsg 0 64 2', 'recvmmsg'],
    ['drop-incoming 0', 'SO_ATTACH_FILTER'],
    ['peer-credentials 0', 'process of a peer'],
    ['set-async 0 1', 'O_ASYNC'],
  ])('%s on a socket of its own is unsupported, and no EBADF', (step, what) => {
    expect(outcomes('connect-pair tcp4 0 1', step)).toEqual(['done', `unsupported: ${what}`]);
  });

  test('a call that waits is given up at the deadline, and takes nothing of what comes later', () => {
    const reads = outcomes('connect-pair tcp4 0 1', 'read 0 64', 'write 1 x5', 'read 0 64');
    expect(reads).toEqual(['done', 'blocks', '5', '5']);
    const accepts = outcomes('socket tcp4 0', 'bind 0 loopback', 'listen 0 5', 'accept 0 1', 'socket tcp4 2', 'connect 2 0', 'accept 0 1');
    expect(accepts).toEqual(['done', '0', '0', 'blocks', 'done', '0', 'done']);
    const polls = outcomes('connect-pair tcp4 0 1', 'poll 0 -1 IN', 'write 1 x5', 'poll 0 -1 IN');
    expect(polls).toEqual(['done', 'blocks', '5', 'IN']);
  });

  test('a timeout of the socket is its own, and is what it was after a call with the deadline', () => {
    const steps = ['connect-pair tcp4 0 1', 'setsockopt 0 SO_RCVTIMEO 100', 'read 0 64', 'getsockopt 0 SO_RCVTIMEO'];
    expect(outcomes(...steps)).toEqual(['done', '0', 'EAGAIN', '=100']);
    expect(outcomes('connect-pair tcp4 0 1', 'read 0 64', 'getsockopt 0 SO_RCVTIMEO')).toEqual(['done', 'blocks', '=0']);
  });

  test('a started call waits in a thread of its own, and no signal interrupts it', () => {
    const reads = outcomes('connect-pair tcp4 0 1', '0 0 read 0 64', 'write 1 x5', 'await 0');
    expect(reads).toEqual(['done', 'started', '5', '5']);
    const interrupted = outcomes('connect-pair tcp4 0 1', '0 0 read 0 64', 'interrupt 0 SIGUSR1', 'await 0', 'close 1', 'await 0');
    expect(interrupted).toEqual(['done', 'started', '0', 'blocks', '0', 'EOF+SIGUSR1']);
  });
});
