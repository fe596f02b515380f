import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { places } from '../root.ts';
import { readDriver } from './reading.ts';
import { loadSituations, type SituationCase } from './situation.ts';
import { loadRuntimes, subjectsOf, type Subject } from './runtime.ts';
import { usualTrace } from './study.ts';
import { caseTasks, forceTasks, planOf, type Task } from './task.ts';

// The driver looks at its subject in /proc: it runs in containers, which are Linux everywhere.
const onLinux = test.runIf(process.platform === 'linux');
const here = places();
let folder = '';
let cases: SituationCase[] = [];
let raw: Subject;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'driver-test-'));
  cases = await loadSituations(here);
  const found = subjectsOf(await loadRuntimes(here)).find(({ api }) => api.raw);
  if (found === undefined) throw new Error('no API is raw');
  raw = { ...found, api: { ...found.api, command: `${join(folder, 'raw')} note` } };
  if (process.platform !== 'linux') return;
  compile('driver', ['-std=gnu11', '-pthread', join(here.root, 'lab', 'runtimes', 'driver', 'driver.c')]);
  compile('raw', [join(here.docker, 'runtimes', 'subjects', 'raw.c')]);
  compile('agent', ['-std=c99', '-pthread', join(here.agent, 'agent.c')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(program: string, options: string[]): void {
  const { status, stderr } = spawnSync('cc', ['-O1', '-Wall', '-Werror', '-o', join(folder, program), ...options], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

function drive(subject: Subject, tasks: readonly Task[], trials = 1) {
  const input = planOf({ subject, tasks, trials });
  const { stdout, stderr, status } = spawnSync(join(folder, 'driver'), { input, encoding: 'utf8', cwd: folder, timeout: 120_000 });
  expect([status, stderr]).toEqual([0, '']);
  return readDriver(stdout, tasks, trials);
}

/** A program as a subject, in the language that every Linux has. */
function script(text: string): Subject {
  const path = join(folder, 'subject.sh');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o700);
  return { ...raw, api: { ...raw.api, command: path } };
}

onLinux('the C subject answers in every situation just as the agent does, signals included', { timeout: 240_000 }, () => {
  const heard = drive(raw, caseTasks(cases, raw), 2);
  expect(heard.problem).toBeUndefined();
  const lines = cases.flatMap(({ id, hash, steps }) => [`case ${id} ${hash}`, ...steps.map(({ line }) => line)]);
  const plan = ['sockatlas-plan 2', 'trials 2', 'pacings settled', 'deadline-ms 300', ...lines, `end-plan ${cases.length}`, ''].join('\n');
  const { stdout, stderr } = spawnSync(join(folder, 'agent'), { input: plan, encoding: 'utf8', timeout: 120_000 });
  const agent = new Map(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{"record":"case"'))
      .map((line) => JSON.parse(line) as { id: string; traces: { outcomes: string[] }[] })
      .map(({ id, traces }) => [id, traces.map(({ outcomes }) => outcomes)]),
  );
  expect(agent.size, stderr).toBe(cases.length);
  for (const { id, situation } of cases) {
    // The agent refuses to use a descriptor that its plan closed: there the kernel's own answer is known without it.
    const expected = situation.id === 'own-close' ? [['done', '0', 'EBADF', 'EBADF']] : agent.get(id);
    expect([id, heard.seen.get(id)?.traces.map(({ outcomes }) => outcomes)]).toEqual([id, expected]);
  }
});

onLinux('an error that is forced reaches the program, on the call that it is forced on and on no other', { timeout: 120_000 }, () => {
  const tasks = forceTasks(raw);
  const heard = drive(raw, tasks);
  expect(heard.problem).toBeUndefined();
  for (const { id } of tasks) {
    const [call, errno = ''] = id.split('/');
    const trace = usualTrace(heard.seen.get(id) ?? { hash: '', traces: [] });
    expect([id, trace.forced, trace.outcomes[0]?.replace('+SIGPIPE', '')]).toEqual([id, true, errno]);
    // Nothing else was forced: the read after a write still waits for bytes.
    if (call === 'write') expect([id, trace.outcomes[1]]).toEqual([id, 'blocks']);
  }
});

onLinux('a program that ends says with which code, and with its last words', { timeout: 60_000 }, () => {
  const [task] = caseTasks(cases, raw);
  const heard = drive(script('echo "no such module" >&2; exit 3'), task === undefined ? [] : [task]);
  expect(usualTrace([...heard.seen.values()][0] ?? { hash: '', traces: [] })).toMatchObject({
    outcomes: ['setup failed: open exited: 3'],
    words: ['no such module'],
  });
});

onLinux('a program that never answers, and does nothing, blocks; it does not end the driver', { timeout: 120_000 }, () => {
  const task: Task = { kind: 'case', id: 'waits', hash: '0'.repeat(16), steps: ['step 0 - connect-pair tcp4 0 1', 'step 0 - read 0 64'] };
  const heard = drive(raw, [task], 2);
  expect(heard.problem).toBeUndefined();
  expect(heard.seen.get('waits')?.traces.map(({ count, outcomes }) => [count, outcomes])).toEqual([[2, ['done', 'blocks']]]);
});

onLinux('a plan that was cut off is refused', () => {
  const plan = planOf({ subject: raw, tasks: [], trials: 1 }).replace(/end-plan.*\n/, '');
  expect(spawnSync(join(folder, 'driver'), { input: plan, encoding: 'utf8' }).status).toBe(2);
});
