import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

const source = join(import.meta.dirname, 'agent.c');
let folder = '';
let agent = '';
/** The agent as it is where there are no threads. */
let agentOfProcesses = '';

interface CaseRecord {
  id: string;
  hash: string;
  traces: { pacing: string; count: number; outcomes: string[]; bytes: Record<string, string> }[];
  incomplete?: { missing: number; why: string };
}

interface Header {
  identity: Record<string, unknown>;
  unsupported: string[];
  surroundings: { loopback: boolean; ipv6: boolean; limits: Record<string, number | string> };
  errnos: Record<string, { number: number; text: string }>;
  slowness: number;
  deadlineMs: number;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-test-'));
  agent = join(folder, 'agent');
  agentOfProcesses = join(folder, 'agent-of-processes');
  compile('cc', ['-pthread'], agent);
  compile('cc', ['-DAGENT_WITHOUT_THREADS'], agentOfProcesses);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(compiler: string, extra: string[], program: string): void {
  const flags = ['-std=c99', '-O1', '-Wall', '-Wextra', '-Wpedantic', '-Werror', ...extra, '-o', program, source];
  const { status, stderr } = spawnSync(compiler, flags, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

/** A plan of cases that are given as lists of steps without their `step `, and of lines with a timer. */
function plan(cases: Record<string, string[]>, { trials = 3, pacings = 'back-to-back settled', deadline = 100 } = {}): string {
  const lines = Object.entries(cases).flatMap(([id, steps]) => [`case ${id} 0123456789abcdef`, ...steps.map(lineOf)]);
  return [
    'sockatlas-plan 2',
    `trials ${trials}`,
    `pacings ${pacings}`,
    `deadline-ms ${deadline}`,
    ...lines,
    `end-plan ${Object.keys(cases).length}`,
    '',
  ].join('\n');
}

function lineOf(step: string): string {
  return step.startsWith('timer ') ? step : `step ${step}`;
}

function run(input: string, { env = process.env, program = agent, args = [] as string[] } = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8', env, timeout: 60_000 });
  const records = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { record: string });
  return {
    status,
    stderr,
    header: records.find(({ record }) => record === 'header') as unknown as Header,
    cases: new Map((records.filter(({ record }) => record === 'case') as unknown as CaseRecord[]).map((record) => [record.id, record])),
    end: records.find(({ record }) => record === 'end') as unknown as { cases: number } | undefined,
  };
}

/** The outcomes of a single case that behaves alike in all trials of the settled pacing. */
function settled(steps: string[], how: { program?: string; args?: string[] } = {}): string[] {
  const { cases } = run(plan({ it: steps }, { pacings: 'settled' }), how);
  const traces = cases.get('it')?.traces ?? [];
  expect(traces.map(({ count }) => count)).toEqual([3]);
  return traces[0]?.outcomes ?? [];
}

test('says what it is, and ends with a record that counts its cases', () => {
  const { header, end, status } = run(plan({ a: ['0 - connect-pair unix-pair 0 1'], b: ['0 - connect-pair pipe 0 1'] }));
  expect(status).toBe(0);
  expect(header.identity).toMatchObject({ sysname: 'Linux', bits: 64, libc: { name: 'glibc' } });
  expect(end).toMatchObject({ cases: 2 });
});

test('a peer that closed with unread data resets AF_UNIX once', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - write 0 68656c6c6f', '0 - close 1', '0 - read 0 64', '0 - read 0 64'];
  expect(settled(steps)).toEqual(['done', '5', '0', 'ECONNRESET', 'EOF']);
});

test('keeps the bytes that were received', () => {
  const { cases } = run(plan({ it: ['0 - connect-pair tcp4 0 1', '0 - write 0 68656c6c6f', '0 - read 1 64'] }));
  expect(cases.get('it')?.traces.map(({ bytes }) => bytes)).toEqual([{ 2: '68656c6c6f' }, { 2: '68656c6c6f' }]);
});

test('sees SIGPIPE beside EPIPE, and not with MSG_NOSIGNAL', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - close 1', '0 - write 0 x5', '0 - send 0 x5 MSG_NOSIGNAL'];
  expect(settled(steps)).toEqual(['done', '0', 'EPIPE+SIGPIPE', 'EPIPE']);
});

test('a call that does not return is recorded as blocks, and the case goes on', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - read 0 64', '0 - write 1 x3', '0 - read 0 64'];
  expect(settled(steps)).toEqual(['done', 'blocks', '3', '3']);
});

test('what needs an address that could not be bound says which call failed, in whichever process', () => {
  // What connect-pair made has an address already, and the agent takes it for one of AF_UNIX.
  const steps = ['0 - connect-pair tcp4 0 1', '0 - bind 0 path', '0 - socket tcp4 2', '0 - connect 2 0'];
  expect(settled(steps)).toEqual(['done', 'EAFNOSUPPORT', 'done', 'setup failed: bind EAFNOSUPPORT']);
  const apart = ['0 - connect-pair tcp4 0 1', '0 - fork 1 0', '1 - bind 0 path', '0 - socket tcp4 2', '0 - connect 2 0'];
  expect(settled(apart)).toEqual(['done', 'done', 'EAFNOSUPPORT', 'done', 'setup failed: bind EAFNOSUPPORT']);
});

test('a started call can be awaited again until it returns', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 7 read 0 64', '0 - await 7', '0 - close 1', '0 - await 7'];
  expect(settled(steps)).toEqual(['done', 'started', 'blocks', '0', 'EOF']);
});

test('a started call that returned gives the same when it is awaited again', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 7 read 0 64', '0 - write 1 x3', '0 - await 7', '0 - await 7'];
  expect(settled(steps)).toEqual(['done', 'started', '3', '3', '3']);
});

test('a started call holds no end open but its own', () => {
  const steps = ['0 - connect-pair tcp4 0 1', '0 7 read 0 64', '0 - write 0 x3', '0 - close 1', '0 - await 7'];
  expect(settled(steps)).toEqual(['done', 'started', '3', '0', 'ECONNRESET']);
});

test('a close that lingers is recorded as blocks, though Linux lets it return 0 when it is interrupted', () => {
  const steps = ['0 - connect-pair tcp4 0 1', '0 - fill 0 4096', '0 - setsockopt 0 SO_LINGER 1 5', '0 - close 0'];
  expect(settled(steps)).toEqual(['done', 'done', '0', 'blocks']);
});

const lingering = ['0 - connect-pair tcp4 0 1', '0 - fill 0 4096', '0 - setsockopt 0 SO_LINGER 1 1', 'timer 1000', '0 - close 0'];
const timed = ['0 - connect-pair tcp4 0 1', '0 - setsockopt 0 SO_RCVTIMEO 300', 'timer 300', '0 - read 0 64', 'timer 0', '0 - read 1 64'];
const early = ['0 - connect-pair tcp4 0 1', '0 - setsockopt 0 SO_RCVTIMEO 300', '0 - write 1 x3', 'timer 300', '0 - read 0 64'];
const shortTimer = ['0 - connect-pair unix-pair 0 1', '0 - setsockopt 0 SO_RCVTIMEO 50', 'timer 50', '0 - read 0 64'];
const pollTimer = ['0 - connect-pair unix-pair 0 1', 'timer 200', '0 - poll 0 200 IN'];

test('what returned only after its timer says so, and what returned before it does not', () => {
  expect(settled(lingering).slice(3)).toEqual(['0+late']);
  expect(settled(timed).slice(2)).toEqual(['EAGAIN+late', 'blocks']);
  expect(settled(early).slice(3)).toEqual(['3']);
  expect(settled(shortTimer).slice(2)).toEqual(['EAGAIN']);
  expect(settled(pollTimer).slice(1)).toEqual(['none']);
});

test('a machine that is twenty times as slow gives the same outcomes, timers or not', () => {
  const waiting = ['0 - connect-pair unix-pair 0 1', '0 7 read 0 64', '0 - write 1 x3', '0 - await 7', '0 - read 0 64'];
  const refused = [
    '0 - socket tcp4 0',
    '0 - bind 0 loopback',
    '0 - listen 0 0',
    ...[1, 2].flatMap((n) => [`0 - socket tcp4 ${n}`, `0 - set-nonblocking ${n} 1`, `0 - connect ${n} 0`]),
    '0 - socket tcp4 3',
    'timer 1000',
    '0 5 connect 3 0',
    'timer 0',
    '0 - close 0',
    'timer 1000',
    '0 - await 5',
  ];
  const cases = { lingering, timed, early, shortTimer, pollTimer, waiting, refused };
  const seen = [1, 20].map((slowness) => {
    const { cases: records, header } = run(plan(cases, { trials: 1, pacings: 'settled' }), { args: ['--slowness', String(slowness)] });
    expect(header).toMatchObject({ slowness, deadlineMs: 100 * slowness });
    return Object.fromEntries([...records].map(([id, { traces }]) => [id, traces[0]?.outcomes]));
  });
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[0]?.['refused']?.at(-1)).toBe('ECONNREFUSED');
});

test('closing what a call of our own waits on can be asked where there are threads, and is unsupported elsewhere', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 7 read 1 64', '0 - close 1', '0 - await 7', '0 - write 0 x5', '0 - await 7'];
  expect(settled(steps)).toEqual(['done', 'started', '0', 'blocks', '5', '5']);
  expect(settled(steps, { program: agentOfProcesses })).toEqual(['done', 'started', 'unsupported: threads']);
  expect(run(plan({}), { program: agentOfProcesses }).header.unsupported).toContain('threads');
  expect(run(plan({})).header.unsupported).not.toContain('threads');
});

test('without threads a started call holds no end open but its own, and a started close really closes', () => {
  const how = { program: agentOfProcesses };
  const reset = ['0 - connect-pair tcp4 0 1', '0 7 read 0 64', '0 - write 0 x3', '0 - close 1', '0 - await 7'];
  expect(settled(reset, how)).toEqual(['done', 'started', '3', '0', 'ECONNRESET']);
  const closing = ['0 - connect-pair unix-pair 0 1', '0 0 close 0', '0 - await 0', '0 - read 1 64'];
  expect(settled(closing, how)).toEqual(['done', 'started', '0', 'EOF']);
});

test('two started calls that receive at the same time do not mix their bytes, nor their signals', () => {
  const steps = [
    '0 - connect-pair unix-pair 0 1',
    '0 - connect-pair unix-pair 2 3',
    '0 1 read 0 64',
    '0 2 read 2 64',
    '0 - interrupt 1 SIGUSR1',
    '0 - write 3 6262',
    '0 - await 2',
    '0 - await 1',
    '0 - read 0 1',
  ];
  const { cases } = run(plan({ it: steps }, { pacings: 'settled' }));
  expect(cases.get('it')?.traces).toMatchObject([
    { count: 3, outcomes: ['done', 'done', 'started', 'started', '0', '2', '2', 'EINTR+SIGUSR1', 'blocks'], bytes: { 6: '6262' } },
  ]);
});

test('connect means the address that a socket has now, also after it was shut down and listens again', () => {
  const listener = ['0 - socket tcp4 0', '0 - bind 0 loopback', '0 - listen 0 4', '0 - shutdown 0 SHUT_RD', '0 - listen 0 4'];
  expect(settled([...listener, '0 - socket tcp4 1', '0 - connect 1 0']).slice(3)).toEqual(['0', '0', 'done', '0']);
});

test('fill ends on datagrams that are never refused', () => {
  const began = Date.now();
  expect(settled(['0 - connect-pair udp4 0 1', '0 - fill 0 4096'])).toEqual(['done', 'done']);
  expect(Date.now() - began).toBeLessThan(10_000);
});

test('says the errors of this system with number and text, and what the machine lacks', () => {
  const { header } = run(plan({}));
  expect(header.errnos['ECONNRESET']).toEqual({ number: 104, text: 'Connection reset by peer' });
  expect(header.surroundings).toMatchObject({ loopback: true, limits: { descriptors: expect.any(Number) as number } });
  const limited = spawnSync('sh', ['-c', `ulimit -n 77; exec '${agent}'`], { input: plan({}), encoding: 'utf8' });
  expect(limited.stdout).toContain('"limits":{"descriptors":77,');
});

test('a started close really closes', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 0 close 0', '0 - await 0', '0 - read 1 64'];
  expect(settled(steps)).toEqual(['done', 'started', '0', 'EOF']);
});

test('a descriptor that a started accept made can be used afterwards', () => {
  const steps = [
    '0 - socket unix-stream 0',
    '0 - bind 0 path',
    '0 - listen 0 4',
    '0 1 accept 0 1',
    '0 - socket unix-stream 2',
    '0 - connect 2 0',
    '0 - await 1',
    '0 - write 1 x4',
    '0 - read 2 64',
  ];
  expect(settled(steps)).toEqual(['done', '0', '0', 'started', 'done', '0', 'done', '4', '4']);
});

test('another process makes its calls in turn, and its death closes its ends', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - fork 1 1', '0 - write 0 x5', '1 - read 1 2', '0 - kill 1 SIGKILL', '0 - read 0 64'];
  expect(settled(steps)).toEqual(['done', 'done', '5', '2', '0', 'ECONNRESET']);
});

test('a call that a process had started dies with it', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - fork 1 1', '1 0 read 1 64', '0 - kill 1 SIGKILL', '0 - read 0 64'];
  expect(settled(steps)).toEqual(['done', 'done', 'started', '0', 'EOF']);
});

test('an address that another process bound can be connected to', () => {
  const steps = [
    '0 - socket tcp4 0',
    '0 - fork 1',
    '0 - close 0',
    '1 - bind 0 loopback',
    '1 - listen 0 4',
    '0 - socket tcp4 1',
    '0 - connect 1 0',
    '1 - accept 0 2',
    '1 - write 2 x3',
    '0 - read 1 64',
  ];
  expect(settled(steps)).toEqual(['done', 'done', '0', '0', '0', 'done', '0', 'done', '3', '3']);
});

test('a process that a signal kills in the middle of a call says so', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - fork 1 0', '1 - signal SIGPIPE default', '0 - close 1', '1 - write 0 x5'];
  expect(settled(steps)).toEqual(['done', 'done', 'done', '0', 'killed: SIGPIPE']);
});

test('a step of a process that was killed says of what', () => {
  const steps = [
    '0 - connect-pair unix-pair 0 1',
    '0 - fork 1 0',
    '1 - signal SIGPIPE default',
    '0 - close 1',
    '1 - write 0 x5',
    '1 - write 0 x5',
  ];
  expect(settled(steps).slice(4)).toEqual(['killed: SIGPIPE', 'setup failed: process killed SIGPIPE']);
});

test.each([
  ['a call', '0 - teleport 0', 'unsupported: teleport'],
  ['a flag', '0 - recv 0 5 MSG_TELEPATHY', 'unsupported: MSG_TELEPATHY'],
  ['an option', '0 - getsockopt 0 SO_WHAT', 'unsupported: SO_WHAT'],
  ['a link', '0 - connect-pair carrier-pigeon 2 3', 'unsupported: carrier-pigeon'],
  ['a kind of socket', '0 - socket sctp4 2', 'unsupported: sctp4'],
  ['an option that only other systems have', '0 - setsockopt 0 SO_NOSIGPIPE 1', 'unsupported: SO_NOSIGPIPE'],
])('%s that it does not know is unsupported and ends the trial', (_what, step, outcome) => {
  expect(settled(['0 - connect-pair unix-pair 0 1', step, '0 - close 0'])).toEqual(['done', outcome]);
});

test('a step whose descriptor was never made names the step that failed', () => {
  const steps = [
    '0 - socket unix-stream 0',
    '0 - bind 0 path',
    '0 - listen 0 1',
    '0 - set-nonblocking 0 1',
    '0 - accept 0 1',
    '0 - read 1 64',
  ];
  expect(settled(steps)).toEqual(['done', '0', '0', '0', 'EAGAIN', 'setup failed: accept EAGAIN']);
});

test('descriptors travel, and those that are too many for the room are told', () => {
  const steps = [
    '0 - connect-pair unix-pair 0 1',
    '0 - connect-pair pipe 2 3',
    '0 - send-fds 0 x1 1 2',
    '0 - close 2',
    '0 - recv-fds 1 64 4',
    '0 - write 4 x3',
    '0 - read 3 64',
    '0 - send-fds 0 x1 3 4',
    '0 - recvmsg 1 64 0',
  ];
  expect(settled(steps)).toEqual(['done', 'done', '1', '0', '1+1fd', '3', '3', '1', '1+MSG_CTRUNC']);
});

test('readiness is spelled in one order by poll, select and epoll', () => {
  const steps = [
    '0 - connect-pair unix-pair 0 1',
    '0 - epoll-create 2',
    '0 - epoll-add 2 0 IN OUT RDHUP',
    '0 - close 1',
    '0 - poll 0 0 OUT IN RDHUP',
    '0 - select 0 0 WRITE READ',
    '0 - epoll-wait 2 0',
  ];
  expect(settled(steps).slice(4)).toEqual(['IN|OUT|HUP|RDHUP', 'READ|WRITE', 'IN|OUT|HUP|RDHUP']);
});

test('fill leaves no room, not even for a byte', () => {
  for (const link of ['unix-pair', 'tcp4', 'pipe']) {
    const steps = [`0 - connect-pair ${link} 0 1`, '0 - fill 0 4096', '0 - set-nonblocking 0 1', '0 - write 0 x1'];
    expect([link, ...settled(steps)]).toEqual([link, 'done', 'done', '0', 'EAGAIN']);
  }
});

test('the trials of both pacings are counted', () => {
  const { cases } = run(plan({ it: ['0 - connect-pair unix-pair 0 1'] }, { trials: 500 }));
  expect(cases.get('it')?.traces.map(({ pacing, count }) => [pacing, count])).toEqual([
    ['back-to-back', 500],
    ['settled', 500],
  ]);
});

test('an ignored SIGPIPE and a blocked one are not inherited from whoever starts it', () => {
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - close 1', '0 - write 0 x1'];
  const shell = `trap '' PIPE; exec '${agent}'`;
  const { stdout } = spawnSync('sh', ['-c', shell], { input: plan({ it: steps }), encoding: 'utf8' });
  expect(stdout).toContain('"EPIPE+SIGPIPE"');
});

test.each([
  ['no first line', 'hello\n', 'line 1: this agent reads plans'],
  ['a plan that was cut off', 'sockatlas-plan 2\ncase a 0\nstep 0 - close 0\n', 'the plan was cut off'],
  ['a line that was cut off', 'sockatlas-plan 2\ncase a 0', 'line 2: longer than 4095 bytes, or cut off'],
  ['a wrong count', 'sockatlas-plan 2\nend-plan 3\n', 'does not have as many cases'],
  ['a number out of range', plan({ a: ['0 - close 99'] }), "expected a number from 0 to 31, got '99'"],
  ['too few arguments', plan({ a: ['0 - read 0'] }), 'too few arguments for read'],
  ['too many arguments', plan({ a: ['0 - close 0 1'] }), 'too many arguments for close'],
  ['a timer before any case', 'sockatlas-plan 2\ntimer 5\n', 'a timer before the first case'],
  ['half a byte', plan({ a: ['0 - write 0 abc'] }), 'half a byte'],
  ['two spaces', 'sockatlas-plan 2\ncase  a 0\n', 'single spaces'],
  ['a line that never ends', `sockatlas-plan 2\ncase ${'a'.repeat(10_000)} 0\n`, 'line 2: longer than 4095 bytes'],
  ['binary rubbish', 'sockatlas-plan 2\n\u0000\u0001\u0002\n', 'line 2'],
])('refuses %s with code 2, before it measures anything', (_what, input, message) => {
  const { status, stderr, header } = run(input);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(header).toBeUndefined();
});

test('a case that is killed costs only itself, keeps what it saw, and says why trials are missing', async () => {
  const input = plan(
    { quick: ['0 - connect-pair unix-pair 0 1', '0 - close 1', '0 - read 0 1'], slow: ['0 - connect-pair pipe 0 1', '0 - read 1 1'] },
    { trials: 100, deadline: 200 },
  );
  const child = spawn(agent, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const chunks: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  child.stdin.end(input);
  // Once the quick case is over, the agent's only child is the slow one. It is killed when it has told of some trials, which is all that it writes: how
  // long that takes depends on the machine.
  await expect.poll(() => chunks.join(''), { timeout: 50_000 }).toContain('"id":"quick"');
  const [slowOne, ...others] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number);
  expect([slowOne, others]).toEqual([expect.any(Number), []]);
  await expect.poll(() => readFileSync(`/proc/${slowOne}/io`, 'utf8'), { timeout: 50_000 }).toMatch(/^wchar: [1-9]/m);
  process.kill(slowOne ?? child.pid ?? 0, 'SIGKILL');
  await new Promise((resolve) => child.on('close', resolve));
  const records = chunks
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CaseRecord);
  const slow = records.find(({ id }) => id === 'slow');
  expect(slow?.incomplete?.why).toBe('killed: SIGKILL');
  expect(slow?.traces[0]?.outcomes).toEqual(['done', 'blocks']);
  expect((slow?.traces[0]?.count ?? 0) + (slow?.incomplete?.missing ?? 0)).toBe(200);
  expect(records.find(({ id }) => id === 'quick')?.incomplete).toBeUndefined();
  expect(records.at(-1)).toMatchObject({ record: 'end', cases: 2 });
});

test('leaves nothing behind in the directory that it works in, also when it is stopped', async () => {
  const workplace = join(folder, 'work');
  mkdirSync(workplace);
  const env = { ...process.env, TMPDIR: workplace };
  run(plan({ it: ['0 - socket unix-stream 0', '0 - bind 0 path', '0 - connect-pair fifo 1 2'] }), { env });
  expect(readdirSync(workplace)).toEqual([]);

  const child = spawn(agent, [], { stdio: ['pipe', 'ignore', 'ignore'], env });
  child.stdin.end(
    plan({ it: ['0 - socket unix-stream 0', '0 - bind 0 path', '0 - connect-pair pipe 1 2', '0 - read 2 1'] }, { trials: 100 }),
  );
  await new Promise((resolve) => setTimeout(resolve, 400));
  child.kill('SIGTERM');
  await new Promise((resolve) => child.on('close', resolve));
  expect(readdirSync(workplace)).toEqual([]);
});

test('knows its source only if it was told when it was compiled', () => {
  expect(spawnSync(agent, ['--version'], { encoding: 'utf8' }).stdout).toBe('sockatlas agent, protocol 2, source unknown\n');
});

test('where the stack is a library, what it lacks is unsupported by its name in the plan, and the header lists it', () => {
  const program = join(folder, 'agent-that-lacks');
  compile('cc', ['-pthread', '-DSTACK_LACKS="dup", "pipe", "unix-dgram",'], program);
  const { header, cases } = run(
    plan({
      call: ['0 - connect-pair unix-pair 0 1', '0 - dup 0 2'],
      link: ['0 - connect-pair pipe 0 1'],
      kind: ['0 - socket unix-dgram 0'],
      other: ['0 - socket unix-stream 0'],
    }),
    { program },
  );
  const outcomes = (id: string) => cases.get(id)?.traces.map((trace) => trace.outcomes)[0];
  expect(outcomes('call')).toEqual(['done', 'unsupported: dup']);
  expect(outcomes('link')).toEqual(['unsupported: pipe']);
  expect(outcomes('kind')).toEqual(['unsupported: unix-dgram']);
  expect(outcomes('other')).toEqual(['done']);
  expect(header.unsupported).toEqual(expect.arrayContaining(['dup', 'pipe', 'unix-dgram']));
});

test('where the stack is a library, each trial has a process: one that dies costs a trial no step, and the next trials nothing', () => {
  const program = join(folder, 'agent-of-trials');
  compile('cc', ['-pthread', '-DSTACK_IS_A_LIBRARY'], program);
  const { cases, status } = run(
    plan({
      dies: ['0 - connect-pair unix-pair 0 1', '0 - signal SIGPIPE default', '0 - close 1', '0 - write 0 x1', '0 - read 0 1'],
      lives: ['0 - connect-pair unix-pair 0 1', '0 - read 0 1', '0 - write 1 61', '0 - read 0 1'],
      lacks: ['0 - connect-pair no-such-link 0 1', '0 - read 0 1'],
    }),
    { program },
  );
  expect(status).toBe(0);
  const traces = (id: string) => cases.get(id)?.traces.map(({ count, outcomes }) => [count, ...outcomes]);
  const died = [3, 'done', 'done', '0', 'killed: SIGPIPE', 'setup failed: process killed SIGPIPE'];
  expect(traces('dies')).toEqual([died, died]);
  const lived = [3, 'done', 'blocks', '1', '1'];
  expect(traces('lives')).toEqual([lived, lived]);
  expect(traces('lacks')).toEqual([
    [3, 'unsupported: no-such-link'],
    [3, 'unsupported: no-such-link'],
  ]);
  expect([...cases.values()].filter(({ incomplete }) => incomplete !== undefined)).toEqual([]);
});

test('a stack that locks itself out blocks the step in which it did, and the trial ends there', () => {
  const header = join(folder, 'hangs.h');
  const program = join(folder, 'agent-that-hangs');
  writeFileSync(
    header,
    [
      '#define _GNU_SOURCE 1',
      '#include <sys/socket.h>',
      '#include <unistd.h>',
      'static int hang(int fd, int how) { for (;;) pause(); return fd + how; }',
      '#define shutdown(fd, how) hang(fd, how)',
      '#define STACK_IS_A_LIBRARY 1',
      '',
    ].join('\n'),
  );
  compile('cc', ['-pthread', '-include', header], program);
  const steps = ['0 - connect-pair unix-pair 0 1', '0 - shutdown 0 SHUT_WR', '0 - read 1 1', '0 - read 1 1'];
  expect(settled(steps, { program })).toEqual(['done', 'blocks', 'inconclusive: the stack does not answer any more']);
  expect(settled(steps.slice(0, 2), { program })).toEqual(['done', 'blocks']);
});
