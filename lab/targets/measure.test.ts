import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResult } from '../results/store.ts';
import { places, type Places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { measureTargets, type MeasureOptions, type TargetOutcome } from './measure.ts';
import { silent } from './progress.ts';
import type { Target } from './target.ts';

const native: Target = { id: 'native', kind: 'native', title: 'This machine' };

const caseOf = (id: string, hash = '0123456789abcdef'): Case => ({
  id,
  scenario: id,
  matrix: {},
  hash,
  steps: [
    {
      label: 'close a',
      call: 'close',
      args: { fd: 'a' },
      text: 'close(a)',
      in: 'main',
      line: 'step 0 - close 0',
      does: { kind: 'closes', fd: 'a' },
    },
  ],
});

const header = `{"record":"header","protocol":2,"agent":{"source":"$SOURCE","compiler":"fake"},"identity":{"sysname":"Linux","release":"6","version":"1","machine":"x","libc":{"name":"fake"},"bits":64,"endian":"little","cpus":1},"unsupported":[],"surroundings":{"loopback":true,"ipv6":true,"limits":{"descriptors":1024,"processes":"unlimited"}},"errnos":{"EPIPE":{"number":32,"text":"Broken pipe"}},"slowness":1,"deadlineMs":300}`;

/** A program in place of the agent that answers every case of its plan with `outcome`. */
const answering = (outcome: string, afterEachCase = ':') => `
echo "${header.replaceAll('"', '\\"')}"
n=0; trials=1
while read -r word one two; do
  case $word in
    trials) trials=$one ;;
    case) n=$((n + 1)); for pacing in back-to-back settled; do traces="\${traces:+$traces,}{\\"pacing\\":\\"$pacing\\",\\"count\\":$trials,\\"outcomes\\":[\\"${outcome}\\"]}"; done
      echo "{\\"record\\":\\"case\\",\\"id\\":\\"$one\\",\\"hash\\":\\"$two\\",\\"traces\\":[$traces]}"; traces= ; ${afterEachCase} ;;
  esac
done
echo "{\\"record\\":\\"end\\",\\"cases\\":$n,\\"elapsedMs\\":1}"`;

interface Bench {
  here: Places;
  measure: (over?: Partial<MeasureOptions>) => Promise<TargetOutcome>;
  /** How often the program in place of the agent was started. */
  starts: () => Promise<number>;
  become: (body: string) => Promise<void>;
}

/** A checkout whose C compiler makes the shell script `body`, and leaves comments out of it. */
async function bench(body: string): Promise<Bench> {
  const here = places(await mkdtemp(join(tmpdir(), 'measure-')));
  await mkdir(here.agent, { recursive: true });
  await writeFile(join(here.agent, 'agent.c'), 'int main(void) { return 0; }\n');
  const compiler = join(here.root, 'fakecc');
  const log = join(here.root, 'starts');
  await writeFile(log, '');
  await writeFile(
    compiler,
    `#!/bin/sh
[ "$1" = --version ] && { echo "fakecc 1"; exit 0; }
for word; do case $word in -DAGENT_SOURCE_HASH=*) hash=\${word#*=\\"}; hash=\${hash%\\"} ;; esac; done
{ echo '#!/bin/sh'; echo "SOURCE=$hash; . ${here.root}/wrapper"; sed 's/^.*int main/# int main/' agent.c; } > agent
chmod +x agent\n`,
  );
  await chmod(compiler, 0o755);
  // What it says of itself when it is asked for no case is not what the tests are about.
  await writeFile(
    join(here.root, 'wrapper'),
    `plan="$0.plan.$$"; cat > "$plan"
if grep -q '^case ' "$plan"; then echo start >> ${log}; exec < "$plan"; rm "$plan"; . ${here.root}/body
else rm "$plan"; echo "${header.replaceAll('"', '\\"')}"; echo '{"record":"end","cases":0,"elapsedMs":1}'; fi\n`,
  );
  const become = async (text: string): Promise<void> => writeFile(join(here.root, 'body'), text);
  await become(body);
  return {
    here,
    become,
    starts: async () => (await readFile(log, 'utf8')).split('\n').length - 1,
    measure: async (over = {}) => {
      const [outcome] = await measureTargets({
        places: here,
        env: { ...process.env, CC: compiler },
        signal: new AbortController().signal,
        progress: silent,
        targets: [native],
        cases: [caseOf('a'), caseOf('b')],
        trials: 5,
        count: 'at-least',
        fresh: false,
        store: 'written',
        fileNameOf: () => 'native',
        ...over,
      });
      if (!outcome) throw new Error('no outcome');
      return outcome;
    },
  };
}

test('what a target said is stored, and a second run starts nothing and changes no byte', async () => {
  const { here, measure, starts } = await bench(answering('0'));
  const first = await measure();
  expect(first).toMatchObject({ status: 'measured', ran: 2, changed: true });
  const bytes = await readFile(join(here.results, 'native.json'), 'utf8');
  expect(await measure()).toMatchObject({ status: 'current', ran: 0, changed: false });
  expect(await starts()).toBe(1);
  expect(await measure({ fresh: true })).toMatchObject({ status: 'measured', ran: 2, changed: false });
  expect(await starts()).toBe(2);
  expect(await readFile(join(here.results, 'native.json'), 'utf8')).toBe(bytes);
});

test('only the case that changed runs again', async () => {
  const { measure, here } = await bench(answering('0'));
  await measure();
  const outcome = await measure({ cases: [caseOf('a'), caseOf('b', 'ffffffffffffffff'), caseOf('c')] });
  expect(outcome).toMatchObject({ status: 'measured', ran: 2 });
  expect([...outcome.observations.keys()].sort()).toEqual(['a', 'b', 'c']);
  expect((await readResult(here, 'native'))?.runs).toHaveLength(1);
});

test('another agent runs everything again; one that differs in a comment of its source does not', async () => {
  const { measure, here } = await bench(answering('0'));
  await measure();
  await writeFile(join(here.agent, 'agent.c'), '/* better said */ int main(void) { return 0; }\n');
  expect(await measure()).toMatchObject({ status: 'current', ran: 0 });
  await writeFile(join(here.agent, 'agent.c'), 'int main(void) { return 1; }\n');
  expect(await measure()).toMatchObject({ status: 'measured', ran: 2 });
});

test('fewer trials are known already unless exactly so many are asked for; then they are told, but replace nothing', async () => {
  const { measure, here } = await bench(answering('0'));
  await measure({ trials: 5 });
  expect(await measure({ trials: 3 })).toMatchObject({ status: 'current' });
  const exact = await measure({ trials: 3, count: 'exactly' });
  expect(exact.observations.get('a')?.traces.map((trace) => trace.count)).toEqual([3, 3]);
  expect((await readResult(here, 'native'))?.cases['a']?.traces.map((trace) => trace.count)).toEqual([5, 5]);
});

test('a target that dies mid-way is started again with what is left, and says so', async () => {
  const { measure, starts } = await bench(answering('0', '[ "$one" = b ] || kill -9 $$'));
  const outcome = await measure();
  expect(outcome).toMatchObject({ status: 'measured', ran: 2, summary: '2 cases in 2 starts (was killed by SIGKILL)' });
  expect(await starts()).toBe(2);
});

const dyingIn = (id: string): string => answering('0').replace('case) ', () => `case) [ "$one" = ${id} ] && kill -9 $$; `);

test('that a case ends the target is what is found of it: the others have their answers, and it is not tried again', async () => {
  const { measure, here, starts } = await bench(dyingIn('b'));
  const outcome = await measure({ cases: [caseOf('a'), caseOf('b'), caseOf('c')] });
  expect(outcome).toMatchObject({ status: 'measured', ran: 3 });
  expect(outcome.summary).toMatch(/^3 cases in \d starts \(was killed by SIGKILL\); 1 of them ended it each time$/);
  const fatal = { missing: 10, why: 'it ends the target: was killed by SIGKILL', fatal: true };
  expect((await readResult(here, 'native'))?.cases).toMatchObject({ a: { traces: [{}, {}] }, b: { traces: [], incomplete: fatal }, c: {} });
  const before = await starts();
  expect(await measure({ cases: [caseOf('a'), caseOf('b'), caseOf('c')] })).toMatchObject({ status: 'current' });
  expect(await starts()).toBe(before);
  expect(await measure({ cases: [caseOf('b')], fresh: true })).toMatchObject({ status: 'failed' });
});

test('a target that dies mid-way and does not begin again fails, keeps what it saw, and loses nothing that was stored before', async () => {
  const { measure, here, become } = await bench(answering('0'));
  await measure();
  const once = join(here.root, 'began');
  await become(`[ -e '${once}' ] && exit 1\n: > '${once}'\n${answering('EBADF', 'kill -9 $$')}`);
  const outcome = await measure({ fresh: true });
  expect(outcome).toMatchObject({ status: 'failed', ran: 1 });
  expect(outcome.why).toContain('was killed by SIGKILL; it ended after 1 of 2 cases');
  const stored = await readResult(here, 'native');
  expect(stored?.cases['a']?.traces[0]?.outcomes).toEqual(['EBADF']);
  expect(stored?.cases['b']?.traces[0]?.outcomes).toEqual(['0']);
});

test('a target that dies before its first answer, however often it is started, fails and loses nothing that was stored before', async () => {
  const { measure, here, become } = await bench(answering('0'));
  await measure();
  const before = await readFile(join(here.results, 'native.json'), 'utf8');
  await become(`${answering('0').split('\n')[1]}\ncat > /dev/null; kill -9 $$`);
  const outcome = await measure({ fresh: true });
  expect(outcome).toMatchObject({ status: 'failed', ran: 0 });
  expect(outcome.why).toContain('was killed by SIGKILL; it ended after 0 of 2 cases');
  expect(await readFile(join(here.results, 'native.json'), 'utf8')).toBe(before);
});

test.each([
  ['writes nothing', 'cat > /dev/null', 'it wrote nothing'],
  ['writes garbage', 'cat > /dev/null; echo hello', 'is not JSON: hello'],
  [
    'refuses the plan',
    'echo "line 3 is wrong" >&2; exit 2',
    'the agent ended with code 2; it wrote nothing; on standard error it said: line 3 is wrong',
  ],
  ['does not read its plan', 'exec <&-; exit 0', 'it wrote nothing'],
  ['is of another source', answering('0').replace('$SOURCE', 'ffff'), 'made from other source'],
])('a target that %s fails with that as its reason', async (_, body, reason) => {
  const { measure } = await bench(body);
  const outcome = await measure({ store: 'unused' });
  expect(outcome.status).toBe('failed');
  expect(outcome.why).toContain(reason);
});

test('what was answered before an interrupt is stored, and said', async () => {
  const { measure, here, become } = await bench('');
  await become(
    answering('0', '[ "$one" = a ] || { sleep 100 & wait; }').replace('case) ', () => 'case) [ "$one" = b ] && { sleep 100; }; '),
  );
  const abort = new AbortController();
  const progress = { ...silent, answered: (_: Target, cases: number) => void (cases === 1 && abort.abort()) };
  await expect(measure({ signal: abort.signal, progress })).rejects.toMatchObject({
    message: 'Interrupted. Kept: 1 case of native.',
    code: 'interrupted',
  });
  expect(Object.keys((await readResult(here, 'native'))?.cases ?? {})).toEqual(['a']);
});

test('a target that says nothing new is stopped, whatever it prints, and is not started for ever', async () => {
  const { measure, starts } = await bench(`${answering('0').split('\n')[1]}\ncat > /dev/null; while :; do echo; sleep 0.1; done`);
  const outcome = await measure({ trials: 1, patience: { start: 5000, answer: 300, total: 2000 } });
  expect(outcome).toMatchObject({ status: 'failed', ran: 0 });
  expect(outcome.why).toMatch(/^said nothing for \d s and was stopped; it ended after 0 of 2 cases/);
  expect(await starts()).toBeLessThan(6);
});

test('a target that does not even begin is given up after as long as a start may take', async () => {
  const { measure, starts } = await bench('cat > /dev/null; sleep 100');
  const outcome = await measure({ patience: { start: 300, answer: 300, total: 100_000 } });
  expect(outcome.why).toMatch(/^said nothing for 0 s and was stopped; it wrote nothing/);
  expect(await starts()).toBe(2);
});

test('a target that prints without end is stopped at a limit', async () => {
  const { measure } = await bench('yes "$(head -c 9999 /dev/zero | tr "\\0" x)"');
  const outcome = await measure();
  expect(outcome.why).toContain(`wrote more than ${64 * 1024 * 1024} bytes`);
});

test('a target that was killed before it said anything is started again', async () => {
  const { measure, here, become, starts } = await bench('');
  const once = join(here.root, 'began');
  await become(`[ -e '${once}' ] || { : > '${once}'; kill -9 $$; }\n${answering('0')}`);
  expect(await measure()).toMatchObject({ status: 'measured', ran: 2, summary: '2 cases in 2 starts (was killed by SIGKILL)' });
  expect(await starts()).toBe(2);
});

test('a case of which not one trial came to an end is not called measured', async () => {
  const record = (id: string): string =>
    `echo '{"record":"case","id":"${id}","hash":"0123456789abcdef","traces":[],"incomplete":{"missing":10,"why":"no sign of life"}}'`;
  const { measure } = await bench(
    `${answering('0').split('\n')[1]}\ncat > /dev/null\n${record('a')}\n${record('b')}\necho '{"record":"end","cases":2,"elapsedMs":1}'`,
  );
  expect(await measure()).toMatchObject({ status: 'failed', why: '2 cases of 2 have no answer: a, b (no sign of life)' });
});

test('what is counted as it comes are cases: there are never more of them than were asked for', async () => {
  const { measure } = await bench(answering('0'));
  const counts: number[] = [];
  await measure({ progress: { ...silent, answered: (_, cases) => void counts.push(cases) } });
  expect(Math.max(...counts)).toBe(2);
});

test('a target that hangs with its children is gone soon after an abort, and nothing is stored', async () => {
  const { measure, here } = await bench(`cat > /dev/null; sleep 987654 & echo $! > "$(dirname "$0")/child"; wait`);
  const abort = new AbortController();
  const measuring = measure({ signal: abort.signal });
  measuring.catch(() => undefined);
  const childOf = async (): Promise<string> => (await readFile(join(here.root, '.cache', 'agent', 'child'), 'utf8').catch(() => '')).trim();
  await expect.poll(childOf, { timeout: 30_000 }).not.toBe('');
  const begun = Date.now();
  abort.abort(new Error('stop'));
  await expect(measuring).rejects.toThrow('Interrupted before anything was measured.');
  expect(Date.now() - begun).toBeLessThan(5000);
  const child = await childOf();
  await expect
    .poll(() => execFileSync('sh', ['-c', `kill -0 ${child} 2>/dev/null && cat /proc/${child}/stat | grep -v ' Z ' || true`]).toString())
    .toBe('');
  expect(await readResult(here, 'native')).toBeUndefined();
});

test('without a compiler the target is skipped, with what to install', async () => {
  const { measure } = await bench('');
  const outcome = await measure({ env: { PATH: '/nowhere' } });
  expect(outcome).toMatchObject({ status: 'skipped', why: 'this machine has no C compiler (cc)' });
  expect(outcome.hint).toContain('CC=');
});

test("a source that does not compile fails with the compiler's last lines", async () => {
  const { measure, here } = await bench('');
  const compiler = join(here.root, 'badcc');
  await writeFile(compiler, '#!/bin/sh\n[ "$1" = --version ] && exit 0\nfor i in $(seq 1 40); do echo "complaint $i"; done; exit 1\n');
  await chmod(compiler, 0o755);
  const outcome = await measure({ env: { ...process.env, CC: compiler } });
  expect(outcome.status).toBe('failed');
  expect(outcome.why).toContain('complaint 40');
  expect(outcome.why).toContain('complaint 21');
  expect(outcome.why).not.toContain('complaint 20\n');
  expect(outcome.hint).toContain('compile.log');
});
