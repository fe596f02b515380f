import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { agentFiles, hashOf } from './agent-source.ts';
import { adHocTarget } from './command.ts';
import { measureTargets, type TargetOutcome } from './measure.ts';
import { silent } from './progress.ts';
import { Target, type CommandTarget } from './target.ts';

let folder: string;
let agent: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockatlas-command-'));
  agent = join(folder, 'agent');
  const source = join(places().agent, 'agent.c');
  const hash = hashOf(await agentFiles(places()));
  execFileSync('cc', ['-std=c99', '-pthread', `-DAGENT_SOURCE_HASH="${hash}"`, '-o', agent, source]);
  execFileSync('cc', ['-std=c99', '-pthread', '-o', join(folder, 'stranger'), source]);
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const lines = ['connect-pair unix-pair 0 1', 'close 1', 'read 0 64'];
const peerClosed: Case = {
  id: 'peer-closed',
  scenario: 'peer-closed',
  matrix: {},
  hash: '0123456789abcdef',
  steps: lines.map((line, index) => ({
    label: `${index}`,
    call: 'close',
    args: { fd: 'a' },
    text: line,
    in: 'main',
    line: `step 0 - ${line}`,
    does: { kind: 'closes', fd: 'a' },
  })),
};

async function measured(target: CommandTarget): Promise<TargetOutcome> {
  const [outcome] = await measureTargets({
    places: places(),
    env: process.env,
    signal: new AbortController().signal,
    progress: silent,
    targets: [target],
    cases: [peerClosed],
    trials: 2,
    count: 'exactly',
    fresh: true,
    store: 'unused',
    fileNameOf: () => 'x',
  });
  if (outcome === undefined) throw new Error('no outcome');
  return outcome;
}

const outcomesOf = ({ observations }: TargetOutcome) => observations.get('peer-closed')?.traces.map(({ outcomes }) => outcomes);
const named = (command: string[], over: Partial<CommandTarget> = {}): CommandTarget => ({
  id: 'box',
  kind: 'command',
  title: 'A box',
  command,
  ...over,
});
const answered = [
  ['done', '0', 'EOF'],
  ['done', '0', 'EOF'],
];

test('a command that starts the agent is measured, in its folder and with its variables', async () => {
  await writeFile(join(folder, 'start.sh'), 'test "$BOX" = blue && exec ./agent\n');
  const outcome = await measured(named(['sh', 'start.sh'], { cwd: folder, env: { BOX: 'blue' } }));
  expect(outcome).toMatchObject({ status: 'measured', ran: 1 });
  expect(outcomesOf(outcome)).toEqual(answered);
});

test('a command that was typed is read by a shell', async () => {
  const outcome = await measured(adHocTarget(`cd '${folder}' && ./agent --jobs 1`));
  expect(outcome).toMatchObject({ status: 'measured', target: { id: 'command' } });
  expect(outcomesOf(outcome)).toEqual(answered);
});

test('a command that is not there is skipped', async () => {
  const outcome = await measured(named(['no-such-program']));
  expect(outcome).toMatchObject({ status: 'skipped', why: `its command 'no-such-program' cannot be started in ${places().root}` });
});

test('a command that hangs is stopped at its time limit, with all that it started', async () => {
  const began = Date.now();
  const outcome = await measured(named(['sh', '-c', 'sleep 1000 & sleep 1000'], { timeLimit: 1 }));
  expect(outcome).toMatchObject({ status: 'failed', why: expect.stringContaining('took longer than its time limit of 1 s') as string });
  expect(Date.now() - began).toBeLessThan(30_000);
});

test.each([
  ['writes garbage', 'cat >/dev/null; head -c 5000 /dev/urandom; echo; echo done', 'its output has no valid header'],
  ['writes nothing', 'cat >/dev/null', 'it wrote nothing'],
  ['dies', 'kill -KILL $$', 'was killed by SIGKILL'],
  ['fails and says why', 'echo "Connection refused" >&2; exit 255', 'on standard error it said: Connection refused'],
])('a command that %s has failed for that reason', async (_, script, why) => {
  const outcome = await measured(named(['sh', '-c', script]));
  expect(outcome).toMatchObject({ status: 'failed', why: expect.stringContaining(why) as string });
});

test('a command that dies after some cases keeps them, and what is left has no answer', async () => {
  // The header is asked for first, with an empty plan.
  const script = `plan=$(cat); case $plan in *'end-plan 0') printf '%s\\n' "$plan" | ${agent} ;; *) kill -KILL $$ ;; esac`;
  const outcome = await measured(named(['sh', '-c', script]));
  expect(outcome).toMatchObject({ status: 'failed', ran: 0, why: expect.stringContaining('was killed by SIGKILL') as string });
});

test('an agent of other source is refused, with the way to this one', async () => {
  const outcome = await measured(named([join(folder, 'stranger')]));
  expect(outcome).toMatchObject({
    status: 'failed',
    why: expect.stringContaining('the agent was made from other source') as string,
    hint: expect.stringContaining('lab -- plan --agent agent.c') as string,
  });
});

test.each([
  [{ command: [] }, ['command']],
  [{ command: 'ssh box ./agent' }, ['command']],
  [{ command: ['a'], env: { 'A B': 'c' } }, ['env.A B']],
  [{ command: ['a'], timeLimit: 0 }, ['timeLimit']],
  [{ command: ['a'], shell: true }, ['']],
])('of the command target %j, wrong is: %j', (some, wrong) => {
  const parsed = Target.safeParse({ id: 'a', kind: 'command', title: 'A', ...some });
  expect((parsed.error?.issues ?? []).map(({ path }) => path.join('.'))).toEqual(wrong);
});
