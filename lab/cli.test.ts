import { spawn, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { places } from './root.ts';

const { root } = places();

function lab(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', 'lab/cli.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

test.each([
  [['chekc'], "There is no command 'chekc'. Did you mean 'check'?"],
  [['help', 'rport'], "There is no command 'rport'. Did you mean 'report'?"],
  [['run', '--frehs'], "unknown option '--frehs'"],
  [['run', '--trials', 'many'], "Expected a whole number from 1, got 'many'."],
  [['run', '--shard', '3/2'], "Expected a part and a number of parts such as 2/3, got '3/2'."],
  [['run', 'peer-close-unraed'], "Did you mean 'peer-close-unread'?"],
  [['run', '--on', 'nativ'], "Did you mean 'native'?"],
  [['list', 'scenario'], "it can be 'scenarios' or 'targets'"],
  [['merge', '/nowhere'], 'There is no folder /nowhere.'],
])('%j is refused with code 2, nothing on stdout, and what was meant', (args, message) => {
  const { status, stdout, stderr } = lab(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('help is the same by all three ways to ask for it, and shows an example', () => {
  const help = lab('help', 'run');
  expect(help.status).toBe(0);
  expect(help.stdout).toContain('Example:\n  npm run lab -- run peer-close-unread --on native,debian-12');
  expect(lab('run', '--help').stdout).toBe(help.stdout);
  expect(lab('run', '-h').stdout).toBe(help.stdout);
});

test('help lists every command, and the exit codes are printed', () => {
  const { stdout } = lab('--help');
  for (const name of ['run', 'list', 'check', 'new', 'report', 'kit', 'add', 'collect', 'merge', 'doctor', 'clean'])
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(lab('help', 'exit-codes').stdout).toMatch(/^0 [^]*\n1 [^]*\n2 [^]*\n3 [^]*\n4 [^]*\n5 [^]*\n130 /);
});

test('a reader that closes the pipe early is no failure', async () => {
  const child = spawn('sh', ['-c', 'node --import tsx lab/cli.ts list --json | head -c 10; exit "${PIPESTATUS:-0}"'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  child.stdout.resume();
  await new Promise((resolve) => child.once('close', resolve));
  expect(Buffer.concat(complaints).toString()).toBe('');
});

test('works from any folder', () => {
  const { status, stdout } = spawnSync('node', ['--import', 'tsx', `${root}/lab/cli.ts`, 'list', 'targets'], {
    cwd: `${root}/docker`,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toContain('native');
});
