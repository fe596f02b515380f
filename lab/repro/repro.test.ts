import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { resultWith } from '../atlas/fixture.ts';
import { LabError } from '../failure.ts';
import { compilePlan } from '../plan/compile.ts';
import type { Trace } from '../results/result.ts';
import { places } from '../root.ts';
import type { Case, Scenario } from '../scenario/case.ts';
import { loadScenarios } from '../scenario/load.ts';
import { expectationOf } from './expectation.ts';
import { programOf, unknownCalls } from './program.ts';

/**
 * With SOCKATLAS_ALL_REPROS=1 the programs of all cases are compiled and run, which takes half an hour; otherwise, as in CI, of one case for each call and of
 * some more, chosen by their hashes: so another choice when scenarios change, and the same while they do not.
 */
const isWhole = process.env['SOCKATLAS_ALL_REPROS'] === '1';
const sampled = 60;
/** Programs that are compiled or run at a time. Most of the time each sleeps. */
const inFlight = 8;

const { scenarios } = await loadScenarios(places());
const run = promisify(execFile);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'repro-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chosen(): { scenario: Scenario; theCase: Case }[] {
  const all = scenarios
    .flatMap((scenario) => scenario.cases.map((theCase) => ({ scenario, theCase })))
    .toSorted((one, other) => (one.theCase.hash < other.theCase.hash ? -1 : 1));
  if (isWhole) return all;
  const calls = new Set(all.flatMap(({ theCase }) => theCase.steps.map(({ call }) => call)));
  const ofEachCall = [...calls].flatMap((call) => all.find(({ theCase }) => theCase.steps.some((step) => step.call === call)) ?? []);
  return [...new Set([...ofEachCall, ...all])].slice(0, sampled);
}

/** What the agent sees in these cases here and now, by case. */
async function measured(cases: readonly Case[]): Promise<Map<string, Trace[]>> {
  const agent = join(folder, 'agent');
  const built = spawnSync('cc', ['-O1', '-pthread', '-o', agent, join(places().agent, 'agent.c')], { encoding: 'utf8' });
  expect(built.status, built.stderr).toBe(0);
  const running = run(agent, [], { maxBuffer: 2 ** 28 });
  running.child.stdin?.end(compilePlan(cases, { trials: 2, pacings: ['settled'] }));
  const { stdout } = await running;
  const records = stdout
    .split('\n')
    .filter((line) => line.startsWith('{"record":"case"'))
    .map((line) => JSON.parse(line) as { id: string; traces: Trace[] });
  return new Map(records.map(({ id, traces }) => [id, traces]));
}

interface Ended {
  id: string;
  status: 'agrees' | 'differs' | 'out of scope';
  /** What the compiler or the program said, or why there is none. */
  said: string;
}

async function tried(compiler: string, name: string, program: string): Promise<Pick<Ended, 'status' | 'said'>> {
  const [source, file] = [join(folder, `${name}.c`), join(folder, `${name}.${compiler}`)];
  writeFileSync(source, program);
  const flags = ['-Wall', '-Wextra', '-Werror', isWhole ? '-O0' : '-O2', '-std=c99', '-pthread', '-o', file, source];
  try {
    await run(compiler, flags);
    await run(file, [], { timeout: 60_000 });
    return { status: 'agrees', said: '' };
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    return { status: 'differs', said: (stdout ?? '') + (stderr ?? '') || message };
  } finally {
    rmSync(file, { force: true });
  }
}

test(
  'programs compile without a warning, and see in at least 95 % of the cases that run here what the agent sees',
  { timeout: 3_600_000 },
  async () => {
    const some = chosen();
    const traces = await measured(some.map(({ theCase }) => theCase));
    const of = some.map(({ scenario, theCase }) => ({ ...scenario, cases: [theCase] }));
    const atlas = mergeAtlas(of, [], [resultWith('here', of, ({ id }) => traces.get(id))]);
    const limit = pLimit(inFlight);
    const ended = await Promise.all(
      some.map(({ scenario, theCase }, index) =>
        limit(async (): Promise<Ended> => {
          try {
            const expectation = expectationOf(atlas, theCase);
            const program = programOf({ case: theCase, expectation, scenario, command: `lab repro ${theCase.id}` });
            return { id: theCase.id, ...(await tried('cc', String(index), program)) };
          } catch (error) {
            if (!(error instanceof LabError)) throw error;
            return { id: theCase.id, status: 'out of scope', said: error.message };
          }
        }),
      ),
    );
    const inScope = ended.filter(({ status }) => status !== 'out of scope');
    const differing = inScope.filter(({ status }) => status === 'differs');
    const told = differing.map(({ id, said }) => `${id}\n${said}`).join('\n');
    if (isWhole) {
      console.log(
        `${inScope.length} programs ran, ${differing.length} differ from the agent, ${ended.length - inScope.length} cases cannot run here.`,
      );
      console.log([...new Set(ended.filter(({ status }) => status === 'out of scope').map(({ id, said }) => `${id}: ${said}`))].join('\n'));
      console.log(told);
    }
    expect(inScope.length).toBeGreaterThan(sampled / 2);
    expect(inScope.length - differing.length, told).toBeGreaterThanOrEqual(inScope.length * 0.95);
    expect(told).not.toMatch(/error: |warning: /);
  },
);

test('there is C for every call of the catalogue', () => {
  expect(scenarios.flatMap(({ cases }) => cases.flatMap(unknownCalls))).toEqual([]);
});
