import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Case } from '../scenario/case.ts';
import type { Observation } from '../results/result.ts';
import { protocolVersion } from '../plan/compile.ts';
import { places } from '../root.ts';
import type { TargetOutcome } from '../targets/measure.ts';
import { runDocument } from './run-document.ts';
import { runTable } from './run-table.ts';
import { summarise } from './summary.ts';

const hash = '0123456789abcdef';
const step = (label: string, call: string) => ({
  label,
  call,
  args: {},
  text: call,
  in: 'main',
  line: '',
  does: { kind: 'nothing' as const },
});
const theCase: Case = {
  id: 's/tcp4',
  scenario: 's',
  matrix: { link: 'tcp4' },
  hash,
  steps: [step('connect-pair a b', 'connect-pair'), step('first read', 'read')],
};
const trace = (pacing: 'back-to-back' | 'settled', count: number, ...outcomes: string[]) => ({ pacing, count, outcomes });
const outcome = (id: string, over: Partial<TargetOutcome> & { seen?: Observation } = {}): TargetOutcome => {
  const { seen, ...rest } = over;
  return {
    target: { id, kind: 'native', title: id },
    status: 'measured',
    summary: '',
    ran: 1,
    observations: new Map(seen ? [[theCase.id, seen]] : []),
    changed: false,
    hasStored: false,
    storedAs: id,
    ...rest,
  };
};
const whole: Observation = { hash, traces: [trace('back-to-back', 10, 'done', 'EOF'), trace('settled', 10, 'done', 'EOF')] };
const mixed: Observation = {
  hash,
  traces: [trace('back-to-back', 7, 'done', 'EOF'), trace('back-to-back', 3, 'done', '5'), trace('settled', 10, 'done', 'EOF')],
};
const lacking: Observation = { hash, traces: [trace('back-to-back', 10, 'unsupported: tcp6 EADDRNOTAVAIL')] };

test('the document says of every target what it gave, or why it gave nothing', () => {
  const [one] = runDocument(
    [theCase],
    [
      outcome('native', { seen: whole }),
      outcome('lacks', { seen: lacking }),
      outcome('skips', { status: 'skipped', why: 'no engine' }),
      outcome('fails', { status: 'failed', why: 'it wrote nothing' }),
    ],
  ).cases;
  expect(one).toMatchObject({ id: 's/tcp4', scenario: 's', matrix: { link: 'tcp4' } });
  expect(one?.results['native']).toEqual({
    status: 'measured',
    traces: ['back-to-back', 'settled'].map((pacing) => ({
      pacing,
      count: 10,
      steps: [
        { label: 'connect-pair a b', call: 'connect-pair', outcome: 'done' },
        { label: 'first read', call: 'read', outcome: 'EOF' },
      ],
    })),
  });
  expect(one?.results['lacks']).toMatchObject({ status: 'unsupported', why: 'unsupported: tcp6 EADDRNOTAVAIL' });
  expect(one?.results['skips']).toEqual({ status: 'skipped', why: 'no engine', traces: [] });
  expect(one?.results['fails']).toEqual({ status: 'failed', why: 'it wrote nothing', traces: [] });
});

test('the summary names the cases in which a target is not what was known, as many as can be read at a glance', () => {
  const news = 'differs from linux-6.12 in 7 cases (nearest known system)';
  const differing = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(summarise([outcome('mine', { news, differing }), outcome('other', { news: 'as mine in all 9 cases', differing: [] })])).toEqual([
    'Measured 2 cells on 2 targets: mine, other.',
    'mine differs from linux-6.12 in 7 cases (nearest known system): a, b, c, d, e, … (2 more)',
  ]);
});

test('targets that gave the same share a column, and a step that varies says how often', () => {
  const table = runTable(
    runDocument([theCase], [outcome('a', { seen: whole }), outcome('b', { seen: whole }), outcome('c', { seen: mixed })]),
  );
  expect(table).toMatch(/\| step +\| a, b +\| c +\|/);
  expect(table).toMatch(/\| first read +\| EOF +\| back-to-back: EOF 7 of 10, 5 3 of 10; settled: EOF +\|/);
});

test('targets with one reason share a line', () => {
  const why = 'no image registry can be reached';
  const lines = summarise([
    outcome('a', { ran: 3 }),
    outcome('b', { status: 'skipped', why, hasStored: true }),
    outcome('c', { status: 'skipped', why }),
    outcome('d', { status: 'failed', why: 'it wrote nothing' }),
  ]);
  expect(lines).toEqual([
    'Measured 3 cells on 1 target: a.',
    `Left out 2 targets, ${why}: b, c. Stored results of 1 are kept.`,
    'Failed: d: it wrote nothing',
  ]);
});

const root = places().root;

/** Makes programs that say where they are, as an agent does, and hang when they are asked for a case. */
const hangingCompiler = `#!/bin/sh
[ "$1" = --version ] && { echo "hang $$"; exit 0; }
for word; do case $word in -DAGENT_SOURCE_HASH=*) hash=\${word#*=\\"}; hash=\${hash%\\"} ;; esac; done
cat > agent <<END
#!/bin/sh
plan=\\$(cat)
case \\$plan in *connect-pair*) sleep 100 & wait ;; esac
echo '{"record":"header","protocol":${protocolVersion},"agent":{"source":"'$hash'","compiler":"hang"},"identity":{"sysname":"Linux","release":"6","version":"1","machine":"x","libc":{"name":"fake"},"bits":64,"endian":"little","cpus":1},"surroundings":{"loopback":true,"ipv6":true,"limits":{"descriptors":1024,"processes":"unlimited"}},"errnos":{},"unsupported":[],"slowness":1,"deadlineMs":300}'
echo '{"record":"end","cases":0,"elapsedMs":1}'
END
chmod +x agent
`;

/** A scenario outside the repository, and a compiler whose programs hang. */
async function hanging(): Promise<{ scenario: string; compiler: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'run-'));
  const scenario = join(folder, 'mine.yaml');
  await writeFile(
    scenario,
    'title: A test\nquestion: What does a closed pair say?\ntags: [close]\nsteps:\n  - { call: connect-pair, link: unix-pair, as: [a, b] }\n  - { call: close, fd: b }\n  - { call: read, fd: a }\n',
  );
  const compiler = join(folder, 'cc');
  await writeFile(compiler, hangingCompiler);
  await chmod(compiler, 0o755);
  return { scenario, compiler };
}

async function lab(args: string[], env: Record<string, string>, whenRunning?: (kill: (signal: NodeJS.Signals) => void) => void) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lab/cli.ts', ...args], { cwd: root, env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    // Once: the second signal leaves at once, without an exit code of our own.
    if (whenRunning && stderr.includes('running')) whenRunning((signal) => void child.kill(signal));
    if (stderr.includes('running')) whenRunning = undefined;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

const bytesOf = async (folder: string): Promise<string[]> =>
  Promise.all((await readdir(folder).catch(() => [])).map(async (name) => `${name} ${(await stat(join(folder, name))).mtimeMs}`));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while a target hangs leaves with %i, soon, and leaves nothing behind', { timeout: 60_000 }, async (signal, expected) => {
  const { scenario, compiler } = await hanging();
  const before = await bytesOf(places().results);
  let begun = 0;
  const { code, stdout } = await lab(['run', scenario, '--on', 'native'], { CC: compiler }, (kill) => {
    begun = Date.now();
    kill(signal);
  });
  expect([code, stdout]).toEqual([expected, '']);
  expect(Date.now() - begun).toBeLessThan(5_000);
  expect(await bytesOf(places().results)).toEqual(before);
});

test('a scenario outside the repository is measured, printed as a document, and not stored', { timeout: 60_000 }, async () => {
  const { scenario } = await hanging();
  const before = await bytesOf(places().results);
  const { code, stdout } = await lab(['run', scenario, '--on', 'native', '--trials', '3', '--json'], {});
  expect(code).toBe(0);
  const [one] = (JSON.parse(stdout) as ReturnType<typeof runDocument>).cases;
  expect(one?.id).toBe('mine');
  expect(one?.results['native']?.traces.map(({ count, steps }) => [count, steps.at(-1)?.outcome])).toEqual([
    [3, 'EOF'],
    [3, 'EOF'],
  ]);
  expect(await bytesOf(places().results)).toEqual(before);
});

test.each([
  [['run', 'peer-close-unraed'], 2, "Did you mean 'peer-close-unread'?"],
  [['run', '--on', 'natif'], 2, "Did you mean 'native'?"],
  [['run', '/nowhere/x.yaml'], 2, '/nowhere/x.yaml'],
  [['run', 'peer-close-unread', '--on', 'debian-12'], 5, 'no container engine'],
])('%j leaves with %i and says why', { timeout: 60_000 }, async (args, expected, reason) => {
  const { code, stdout, stderr } = await lab(args, { DOCKER_HOST: 'unix:///nowhere.sock' });
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toContain(reason);
});
