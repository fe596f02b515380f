import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { places } from '../root.ts';
import { agentFiles, hashOf } from '../targets/agent-source.ts';
import { amalgamate } from './amalgamate.ts';
import { makeKit } from './fixture.ts';
import { readSubmission, type Submission } from './submission.ts';

let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockatlas kit '));
  script = await makeKit(folder);
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test.skipIf(mayLack('shellcheck'))('shellcheck has nothing to say about the kit', () => {
  const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', script], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

/** Where it is not the compiler that is tested: tcc is done in a hundredth of the time. */
const quick: NodeJS.ProcessEnv = isHere('tcc') ? { CC: 'tcc' } : {};

for (const compiler of ['gcc', 'clang']) {
  test.skipIf(mayLack(compiler))(`${compiler} has no warning about the agent as one file`, async () => {
    const files = await agentFiles(places());
    const { status, stderr } = spawnSync(compiler, ['-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only', '-xc', '-'], {
      input: amalgamate(files, hashOf(files)),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
}

interface Ran {
  status: number | null;
  stdout: Buffer;
  stderr: string;
}

/** Runs the kit with a directory of its own to work in, which must be empty afterwards. */
async function runKit(command: string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const work = await mkdtemp(join(folder, 'a place to work '));
  const [shell = 'sh', ...options] = command;
  const child = spawn(shell, [...options, script], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', TMPDIR: work, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [status, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject)),
    buffer(child.stdout),
    text(child.stderr),
  ]);
  expect(await readdir(work)).toEqual([]);
  return { status, stdout, stderr };
}

function read({ status, stdout, stderr }: Ran): Extract<Submission, { kind: 'kit' }>['document'] {
  expect(stderr).toContain('sockatlas: Done: 4 cases.');
  expect(status).toBe(0);
  const submission = readSubmission(stdout);
  if (!('document' in submission)) throw new Error(JSON.stringify(submission));
  expect(submission.document.observations).toHaveLength(6);
  return submission.document;
}

function isHere(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

// A developer may lack some of these, and sees which tests are skipped. In CI all must be there, except the two that Debian alone has.
function mayLack(program: string): boolean {
  return process.env['CI'] === undefined && !isHere(program);
}

for (const shell of ['dash', 'bash', 'bash --posix', 'ksh', 'mksh', 'busybox sh', 'posh', 'yash']) {
  const [program = ''] = shell.split(' ');
  const isRare = shell === 'posh' || shell === 'yash';
  test.skipIf(isRare ? !isHere(program) : mayLack(program))(
    `the kit runs under ${shell}, with spaces in paths and no home, and leaves nothing behind`,
    async () => {
      read(await runKit(shell.split(' '), quick));
    },
  );
}

for (const [CC, libc] of [
  ['gcc', 'glibc'],
  ['clang', 'glibc'],
  ['tcc', 'glibc'],
  ['c99', 'glibc'],
  ['musl-gcc -static', 'musl'],
  ['diet gcc', 'dietlibc'],
] as const) {
  test.skipIf(mayLack(CC.split(' ')[0] ?? ''))(`CC='${CC}' makes an agent with ${libc}`, async () => {
    const { observations, compiled } = read(await runKit(['sh'], { CC }));
    expect(observations[0]).toMatchObject({ identity: { libc: { name: libc } } });
    expect(compiled.by).toContain(CC);
  });
}

test.skipIf(mayLack('musl-gcc'))("musl's version is what its ldd says", async () => {
  const bin = await mkdtemp(join(folder, 'musl'));
  const said = 'musl libc (x86_64)\nVersion 1.2.5\nDynamic Program Loader';
  await writeFile(join(bin, 'ldd'), `#!/bin/sh\nprintf '%s\\n' '${said}' >&2\nexit 1\n`, { mode: 0o755 });
  const { observations } = read(await runKit(['sh'], { CC: 'musl-gcc -static', PATH: `${bin}:${process.env['PATH'] ?? ''}` }));
  expect(observations[0]).toMatchObject({ identity: { libc: { name: 'musl', version: '1.2.5' } } });
});

// gVisor takes a while: it starts a kernel of its own, and each of its calls is a trap.
test.skipIf(!isHere('runsc'))('the kit runs under gVisor, without a network', async () => {
  const command = [
    'runsc',
    '--rootless',
    '--network=none',
    'do',
    'env',
    'TMPDIR=/tmp',
    ...Object.entries(quick).map((pair) => pair.join('=')),
  ];
  const { observations } = read(await runKit([...command, 'sh']));
  expect(observations[0]).toMatchObject({ identity: { release: '4.4.0' } });
});

test('a compiler whose path has a space in it is found', async () => {
  const path = join(folder, 'my cc');
  await symlink(execFileSync('which', ['gcc'], { encoding: 'utf8' }).trim(), path);
  read(await runKit(['sh'], { CC: path }));
});

test('the kit works where nothing but its own directory can be written, and without TMPDIR', async () => {
  const work = join(folder, 'read-only');
  await mkdir(work);
  await chmod(work, 0o555);
  const { status, stdout } = spawnSync('sh', [script], { cwd: work, env: { PATH: process.env['PATH'], HOME: work, ...quick } });
  expect(status).toBe(0);
  expect(readSubmission(stdout)).toHaveProperty('document');
  expect(await readdir(work)).toEqual([]);
});

/** A PATH with these programs and nothing else. */
async function pathOf(programs: string[]): Promise<string> {
  const bin = await mkdtemp(join(folder, 'bin'));
  await Promise.all(programs.map(async (name) => symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name))));
  return bin;
}

const needed = ['cat', 'cksum', 'cut', 'date', 'grep', 'mkdir', 'mv', 'rm', 'sed', 'sleep', 'tail', 'uname', 'sh'];

test('without a compiler the kit says what it looked for, and writes no result', async () => {
  const ran = await runKit(['/bin/sh'], { PATH: await pathOf(needed) });
  expect(ran.status).toBe(5);
  expect(ran.stderr).toContain('Found no C compiler: looked for cc, gcc, clang, tcc and c99');
  expect(ran.stdout).toHaveLength(0);
});

test('without one of the tools of POSIX the kit names it', async () => {
  const ran = await runKit(['/bin/sh'], { PATH: await pathOf(needed.filter((name) => name !== 'cksum')) });
  expect(ran.status).toBe(5);
  expect(ran.stderr).toContain("no 'cksum'");
});

test('a CC that is not there is named', async () => {
  const ran = await runKit(['sh'], { CC: 'nocc -O3' });
  expect(ran.status).toBe(5);
  expect(ran.stderr).toContain("CC is 'nocc -O3', and there is no such program");
});

test('a compiler that fails is quoted', async () => {
  const path = join(folder, 'badcc');
  await writeFile(path, '#!/bin/sh\necho "badcc: internal error 42" >&2\nexit 1\n', { mode: 0o755 });
  const ran = await runKit(['sh'], { CC: path });
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain('badcc: internal error 42');
  expect(ran.stdout).toHaveLength(0);
});

test('the first compiler that works is taken, where an earlier one is broken', async () => {
  const bin = await pathOf([...needed, 'gcc', 'as', 'ld']);
  await writeFile(join(bin, 'cc'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  expect(read(await runKit(['/bin/sh'], { PATH: bin })).compiled.by).toMatch(/^gcc /);
});

test('a TMPDIR that cannot be written is named, and nothing else is used instead', async () => {
  const { status, stderr } = spawnSync('sh', [script], { env: { PATH: process.env['PATH'], TMPDIR: '/proc' }, encoding: 'utf8' });
  expect(status).toBe(5);
  expect(stderr).toContain("Cannot write in TMPDIR, which is '/proc'");
});

test('a wrong option is named with what to type', async () => {
  const { status, stderr } = spawnSync('sh', [script, '--jobs', '0'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain("--jobs wants a whole number from 1, not '0'");
});

test('a kit whose agent was changed on the way notices', async () => {
  const path = join(folder, 'damaged.sh');
  await writeFile(path, (await readFile(script, 'utf8')).replace('int main(', 'int  main('));
  const { status, stderr } = spawnSync('sh', [path], { encoding: 'utf8' });
  expect(status).toBe(5);
  expect(stderr).toContain('source is damaged');
});

test('half a kit does nothing', async () => {
  const whole = await readFile(script, 'utf8');
  const path = join(folder, 'half.sh');
  await writeFile(path, whole.slice(0, whole.length / 2));
  const { status, stdout } = spawnSync('sh', [path], { encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stdout).toBe('');
});

test('an agent that ends in the middle leaves a result with the cases that it did, and code 3', async () => {
  // The agent is killed as soon as it has written its first case.
  const path = join(folder, 'cut.sh');
  const whole = await readFile(script, 'utf8');
  await writeFile(
    path,
    whole.replace('    ./agent $jobs <plan >observations', '    sh -c "./agent --jobs 1 <plan | head -n 2; exit 9" >observations'),
  );
  const { status, stdout, stderr } = spawnSync('sh', [path], { env: { ...process.env, ...quick } });
  expect(status).toBe(3);
  expect(stderr.toString()).toContain('The agent ended with code 9 after 1 of 4 cases');
  const submission = readSubmission(stdout);
  expect('document' in submission && submission.document.observations).toHaveLength(2);
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('%s during the measurement ends the agent and removes all', async (signal, code) => {
  const work = await mkdtemp(join(folder, 'work '));
  // So many trials that they do not end by themselves.
  const path = join(folder, `long-${signal}.sh`);
  await writeFile(path, (await readFile(script, 'utf8')).replace('\ntrials 10\n', '\ntrials 1000000\n'));
  const child = spawn('sh', [path], { env: { PATH: process.env['PATH'], TMPDIR: work, ...quick }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Measuring')) setTimeout(resolve, 300);
    });
  });
  const [inner = ''] = await readdir(work);
  const agent = Number(await readFile(join(work, inner, 'agent.pid'), 'utf8'));
  expect(() => process.kill(agent, 0)).not.toThrow();
  child.kill(signal);
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(code);
  expect(said).toContain('Interrupted; cleaning up.');
  expect(await readdir(work)).toEqual([]);
  expect(() => process.kill(agent, 0)).toThrow('ESRCH');
});
