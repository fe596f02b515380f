import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { mkdir } from 'node:fs/promises';
import { places } from '../root.ts';

/** Whether a process can be given a network of its own here, which has no loopback until somebody sets it up. */
const canUnshare = ((): boolean => {
  try {
    execFileSync('unshare', ['-n', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

interface Told {
  status: string;
  ran: number;
  last: Record<string, string>;
  lines: string[];
}

/** A checkout of its own with the real agent, and a program that measures two cases on this machine there and says how it went. */
async function checkout(): Promise<{ stored: () => Promise<string>; measure: (...before: string[]) => Promise<Told> }> {
  const here = places(await mkdtemp(join(tmpdir(), 'surroundings-')));
  await mkdir(join(here.root, 'lab'));
  await symlink(places().agent, here.agent);
  const program = `
    import { measureTargets } from ${JSON.stringify(join(import.meta.dirname, 'measure.ts'))};
    import { silent } from ${JSON.stringify(join(import.meta.dirname, 'progress.ts'))};
    import { places } from ${JSON.stringify(join(import.meta.dirname, '..', 'root.ts'))};
    import { checkScenario } from ${JSON.stringify(join(import.meta.dirname, '..', 'scenario', 'check-scenario.ts'))};
    import { summarise } from ${JSON.stringify(join(import.meta.dirname, '..', 'commands', 'summary.ts'))};
    const yaml = \`title: A test
question: What does a closed pair say?
tags: [close]
matrix: { link: [tcp4, unix-pair] }
steps:
  - { call: connect-pair, link: $link, as: [a, b] }
  - { call: close, fd: b }
  - { call: read, fd: a }
\`;
    const { scenario } = await checkScenario('closed', 'closed.yaml', yaml, undefined);
    const outcomes = await measureTargets({
      places: places(${JSON.stringify(here.root)}), env: process.env, signal: new AbortController().signal, progress: silent,
      targets: [{ id: 'native', kind: 'native', title: 'This machine' }], cases: scenario.cases, trials: 1, count: 'at-least', fresh: false,
      store: 'written', fileNameOf: () => 'this-machine',
    });
    const [{ status, ran, observations }] = outcomes;
    const last = Object.fromEntries([...observations].map(([id, { traces }]) => [id, traces[0]?.outcomes.at(-1)]));
    process.stdout.write(JSON.stringify({ status, ran, last, lines: summarise(outcomes) }));`;
  const script = join(here.root, 'measure.mts');
  await writeFile(script, program);
  return {
    stored: async () => readFile(join(here.results, 'this-machine.json'), 'utf8'),
    measure: async (...before) => {
      const [file, ...args] = [...before, process.execPath, '--import', import.meta.resolve('tsx'), script];
      return JSON.parse((await promisify(execFile)(file, args)).stdout) as Told;
    },
  };
}

test.runIf(canUnshare)(
  'without a loopback this machine is measured again, but what it showed with one stays, and one line says so',
  async () => {
    const { stored, measure } = await checkout();
    expect(await measure()).toMatchObject({ status: 'measured', ran: 2, last: { 'closed/tcp4': 'EOF', 'closed/unix-pair': 'EOF' } });
    const before = await stored();

    const broken = await measure('unshare', '-n');
    expect(broken).toMatchObject({ status: 'measured', ran: 2, last: { 'closed/unix-pair': 'EOF' } });
    expect(broken.last['closed/tcp4']).not.toBe('EOF');
    expect(broken.lines.filter((line) => line.includes('lacks here'))).toEqual([
      expect.stringMatching(/^native lacks here .*\(.*tcp4 ENETUNREACH.*\): 2 cases keep what was seen then\.$/),
    ]);
    expect(await stored()).toBe(before);
    expect(await measure()).toMatchObject({ status: 'current', ran: 0 });
  },
);

test.runIf(canUnshare)('what was first measured without a loopback is measured again with one', async () => {
  const { measure } = await checkout();
  expect((await measure('unshare', '-n')).last['closed/tcp4']).not.toBe('EOF');
  expect(await measure()).toMatchObject({ status: 'measured', last: { 'closed/tcp4': 'EOF' } });
  expect(await measure()).toMatchObject({ status: 'current' });
});
