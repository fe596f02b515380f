import { plainRun } from '../results/fixture.ts';
import type { Result, Run, Trace } from '../results/result.ts';
import type { Case, Claim, MatrixValue, Scenario, Step } from '../scenario/case.ts';

/** What a made-up scenario is given beside its steps; everything has a default. */
export type ScenarioParts = Partial<Omit<Scenario, 'cases' | 'claims'>> & { claims?: (Partial<Claim> & Pick<Claim, 'of' | 'outcome'>)[] };

/** For tests: a scenario with one matrix dimension `link`. A step is a line of a plan, `read 0 64`, and after ` = ` its label; it has no effect that facts would see. */
export function scenarioWith(id: string, steps: readonly string[], parts: ScenarioParts = {}): Scenario {
  const matrix = parts.matrix ?? { link: ['unix-pair', 'tcp4'] };
  const scenario: Scenario = {
    id,
    file: `scenarios/${id}.yaml`,
    title: `Title of ${id}`,
    question: 'What happens?',
    tags: [],
    links: [],
    excluded: [],
    ...parts,
    matrix,
    cases: combinations(matrix).map((choice) => caseOf(id, choice, steps)),
    claims: [],
  };
  scenario.claims = (parts.claims ?? []).map((claim) => ({ scenario: id, with: {}, on: {}, says: 'shows', source: 'so', ...claim }));
  return scenario;
}

/** For tests: a result in which every case of these scenarios gives the outcomes that `see` says, in 10 trials of each pacing. */
export function resultWith(target: string, scenarios: readonly Scenario[], see: (theCase: Case) => Seen, run: Partial<Run> = {}): Result {
  const result: Result = {
    schemaVersion: 2,
    target,
    runs: [{ ...plainRun, ...run, identity: { ...plainRun.identity, ...run.identity } }],
    cases: {},
  };
  for (const theCase of scenarios.flatMap((scenario) => scenario.cases)) {
    const seen = see(theCase);
    if (seen === undefined) continue;
    const traces = typeof seen[0] === 'object' ? (seen as Trace[]) : bothPacings(seen as string[]);
    result.cases[theCase.id] = { run: 0, hash: theCase.hash, traces };
  }
  return result;
}

/** Outcomes that all trials agree on, whole traces, or nothing where the case was not run. */
export type Seen = string[] | Trace[] | undefined;

/** For tests: the identity of a system that says it is this. */
export function identityOf(sysname: string, release: string, libc = 'glibc'): Run['identity'] {
  return { ...plainRun.identity, sysname, release, libc: { name: libc, version: '2.36' } };
}

function bothPacings(outcomes: string[]): Trace[] {
  return [
    { pacing: 'back-to-back', count: 10, outcomes },
    { pacing: 'settled', count: 10, outcomes },
  ];
}

function caseOf(id: string, matrix: Record<string, MatrixValue>, lines: readonly string[]): Case {
  const steps = lines.map((written): Step => {
    const [text = '', label = text] = written.split(' = ');
    const line = `step 0 - ${text.replace('$link', String(matrix['link']))}`;
    return {
      label,
      call: text.split(' ')[0] ?? '',
      args: {},
      text: text.replace(' ', '(') + ')',
      in: 'main',
      line,
      does: { kind: 'nothing' },
    };
  });
  return { id: `${id}/${Object.values(matrix).join('.')}`, scenario: id, matrix, steps, hash: '0123456789abcdef' };
}

function combinations(matrix: Record<string, MatrixValue[]>): Record<string, MatrixValue>[] {
  let all: Record<string, MatrixValue>[] = [{}];
  for (const [dimension, values] of Object.entries(matrix))
    all = all.flatMap((one) => values.map((value) => ({ ...one, [dimension]: value })));
  return all;
}
