import { execFile, execFileSync, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AgentOutput, Prepared } from './driver.ts';
import { engineFor } from './engine/fixture.ts';
import { prepareKernelTarget } from './fixture.ts';
import { explain } from './kernel.ts';
import { Target } from './target.ts';

const run = promisify(execFile);

const ended = (stderr: string, exitCode = 4): AgentOutput => ({ stdout: '', stderr, exitCode, fault: undefined });

test('a guest that failed is reported with its reason and what its console said last', () => {
  const { fault, stderr } = explain(ended('[ 1.0] one\n\n[ 1.1] two\u001B[2J\nboot: Kernel panic - not syncing: no reason\n'));
  expect(fault).toBe('failed: Kernel panic - not syncing: no reason\n  [ 1.0] one\n  [ 1.1] two\u{FFFD}[2J');
  expect(stderr).toBe('');
});

test('only the last lines of a long console are shown', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const shown = explain(ended([...lines, 'boot: it is over'].join('\n'))).fault?.split('\n') ?? [];
  expect(shown).toHaveLength(13);
  expect(shown.at(-1)).toBe('  line 99');
});

test('an agent that refuses its plan is no failure of the guest', () => {
  const output = ended('agent: line 3: what is this\n', 2);
  expect(explain(output)).toBe(output);
  const impostor = ended('boot: not me\nagent: no memory\n');
  expect(explain(impostor)).toBe(impostor);
});

test.each([
  [{ kernel: { series: '6.12', suites: ['trixie'] } }, []],
  [{ kernel: { image: 'ghcr.io/cilium/ci-kernels:6.6' } }, []],
  [{ kernel: { series: '6.12', suites: ['trixie'] }, architecture: 's390x' }, []],
  [{ kernel: {} }, ['kernel']],
  [{ kernel: { series: '6.12' } }, ['kernel']],
  [{ kernel: { series: '6.12', suites: ['trixie'], image: 'a:1' } }, ['kernel']],
  [{ kernel: { series: 'newest', suites: ['trixie'] } }, ['kernel.series']],
  [{ kernel: { series: '6.12', suites: ['trixie; true'] } }, ['kernel.suites.0']],
  [{ kernel: { series: '6.12', suites: ['trixie'] }, architecture: 's390x', libc: 'musl' }, ['libc']],
])('of the kernel target %j, wrong is: %j', (some, wrong) => {
  const parsed = Target.safeParse({ id: 'a', kind: 'kernel', title: 'A', ...some });
  expect((parsed.error?.issues ?? []).map(({ path }) => path.join('.'))).toEqual(wrong);
});

test('gVisor must be declared, since it says that it is Linux 4.4.0', () => {
  const target = { id: 'a', kind: 'gvisor', title: 'A', base: 'debian:13', platform: 'systrap' };
  expect(Target.safeParse({ ...target, declared: { system: { name: 'gvisor', version: '20240729.0' } } }).success).toBe(true);
  expect(Target.safeParse(target).error?.issues.map(({ path }) => path.join('.'))).toEqual(['declared']);
  expect(Target.safeParse({ ...target, declared: { system: { name: 'linux', version: '1' } } }).success).toBe(false);
});

const step = (line: string): string => `step 0 - ${line}\n`;
const plan = (...cases: string[]): string =>
  ['sockatlas-plan 2\ntrials 5\npacings back-to-back settled\ndeadline-ms 300\n', ...cases, `end-plan ${cases.length}\n`].join('');
const closing = `case closing 0123456789abcdef\n${step('connect-pair unix-pair 0 1')}${step('close 1')}${step('read 0 64')}`;
/** Every trial takes as long as a read that blocks. */
const blocking = `case blocking 0123456789abcdef\n${step('connect-pair tcp6 0 1')}${step('read 0 64')}`;

describe.skipIf((await engineFor('kernel.test.ts')) === undefined)('a kernel in a real engine', () => {
  let image: string;
  let ready: Prepared;
  const signal = new AbortController().signal;

  beforeAll(async () => {
    ready = await prepareKernelTarget('linux-6.12');
    image = ready.image ?? '';
  });

  /** Runs the image as the lab does, but with some of what the image says about the machine replaced. */
  const withChanges = async (changes: Record<string, string>, input: string, memory = '768m'): Promise<AgentOutput> => {
    const fence = ['--network', 'none', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only', '--user', '65534:65534'];
    const settings = Object.entries(changes).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const child = run('docker', [
      'run',
      '--rm',
      '-i',
      ...fence,
      '--tmpfs',
      '/tmp',
      '--memory',
      memory,
      '--memory-swap',
      memory,
      ...settings,
      image,
    ]);
    child.child.stdin?.end(input);
    try {
      const { stdout, stderr } = await child;
      return explain({ stdout, stderr, exitCode: 0, fault: undefined });
    } catch (error) {
      const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
      return explain({ stdout, stderr, exitCode: code, fault: undefined });
    }
  };
  const append = (more: string): string => `console=ttyS0 panic=-1 reboot=t quiet ${more}`;

  test('it answers a plan as any target does, and names the kernel that was booted', async () => {
    const output = await ready.run(plan(closing), { signal });
    const records = output.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { record: string; identity?: { release: string } });
    expect(output).toMatchObject({ exitCode: 0, stderr: '' });
    expect(records.map(({ record }) => record)).toEqual(['header', 'case', 'end']);
    expect(records[0]?.identity?.release).toMatch(/^6\.12\./);
  });

  test('a kernel that panics is reported with the panic', async () => {
    const { fault } = await withChanges({ APPEND: append('rdinit=/missing') }, plan(closing));
    expect(fault).toMatch(/^failed: Kernel panic - not syncing: /);
    expect(fault).toMatch(/\n {2}.*---\[ end Kernel panic|\n {2}.*Kernel Offset/);
  });

  test('a guest that runs out of memory is reported with what its kernel said of it', async () => {
    const { fault } = await withChanges({ MEMORY: '64' }, plan(closing));
    expect(fault).toMatch(/^failed: Kernel panic - not syncing: .*(memory|killable)/i);
  });

  test('what the agent says on its standard error comes out, and its exit code', async () => {
    expect(await withChanges({}, 'no plan\n')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^agent: plan, line 1/) as string,
    });
  });

  test('a boot that does not reach init is given up', async () => {
    const { fault } = await withChanges({ PATIENCE: '1', QEMU: '/bin/cat', APPEND: '' }, plan(closing));
    // cat does not know QEMU's options and ends at once; a machine that is stopped from the start goes nowhere.
    expect(fault).toMatch(/^failed: QEMU ended with 1\n {2}.*cat/);
    const stuck = await withChanges({ PATIENCE: '2', DEVICES: '-S' }, plan(closing));
    expect(stuck.fault).toBe('failed: the kernel did not reach its init within 2 s\n  no init after 2 s');
  });

  test('when QEMU is killed, what the guest had written until then is kept', async () => {
    const name = `sockatlas-test-${process.pid}`;
    const child = spawn('docker', ['run', '--rm', '-i', '--name', name, '--network', 'none', '--read-only', '--tmpfs', '/tmp', image]);
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    let killed = false;
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      // The header is there, and the case cannot be: it blocks for three seconds.
      if (killed || !stdout.includes('"header"')) return;
      killed = true;
      execFileSync('docker', ['exec', name, 'sh', '-c', 'kill -9 $(cat /tmp/machine)']);
    });
    child.stdin.end(plan(blocking));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    expect(stdout).toMatch(/^\{"record":"header".*\}\n$/);
    const { fault } = explain({ stdout, stderr, exitCode: exitCode ?? undefined, fault: undefined });
    expect(fault).toMatch(/^failed: QEMU was killed by signal 9\n {2}init: started/);
  });

  test('a guest whose calendar passes 2038 still comes to its end', async () => {
    const { stdout } = await withChanges({ DEVICES: '-rtc base=2038-01-19T03:14:06,clock=vm' }, plan(blocking));
    expect(stdout).toMatch(/"record":"end","cases":1,/);
  });

  test('a machine that stands still for three seconds, so that its clock jumps, still comes to its end', async () => {
    const name = `sockatlas-test-clock-${process.pid}`;
    const child = spawn('docker', ['run', '--rm', '-i', '--name', name, '--network', 'none', '--read-only', '--tmpfs', '/tmp', image]);
    let stdout = '';
    child.stdout.on('data', (data: Buffer) => {
      if (stdout === '') {
        execFileSync('docker', ['pause', name]);
        setTimeout(() => execFileSync('docker', ['unpause', name]), 3000);
      }
      stdout += data.toString();
    });
    child.stdin.end(plan(blocking));
    await new Promise((resolve) => child.on('close', resolve));
    expect(stdout).toMatch(/"outcomes":\["done","blocks"\]/);
    expect(stdout).toMatch(/"record":"end","cases":1,/);
  });
});
