import type { Case, Step } from '../scenario/case.ts';
import type { Observation, Trace } from '../results/result.ts';
import type { TargetOutcome } from '../targets/measure.ts';

/** The version of the document that `lab run --json` prints. It changes only when an older reader would misread a newer document. */
const runSchemaVersion = 1;

/** What a target gave in one case; `why` says what is behind every status but `measured`. */
export interface CaseResult {
  status: 'measured' | 'unsupported' | 'failed' | 'skipped';
  why?: string;
  traces: { pacing: Trace['pacing']; count: number; steps: { label: string; call: string; outcome: string }[] }[];
  incomplete?: { missing: number; why: string };
}

/** The document of `lab run --json`; run-json.md describes it. */
export interface RunDocument {
  schemaVersion: typeof runSchemaVersion;
  cases: {
    id: string;
    scenario: string;
    matrix: Case['matrix'];
    results: Record<string, CaseResult>;
  }[];
}

/** Puts what the targets gave into one document: cases in their order, targets in theirs. */
export function runDocument(cases: readonly Case[], outcomes: readonly TargetOutcome[]): RunDocument {
  return {
    schemaVersion: runSchemaVersion,
    cases: cases.map((one) => ({
      id: one.id,
      scenario: one.scenario,
      matrix: one.matrix,
      results: Object.fromEntries(outcomes.map((outcome) => [outcome.target.id, resultOf(one, outcome)])),
    })),
  };
}

function resultOf(one: Case, outcome: TargetOutcome): CaseResult {
  const observation = outcome.observations.get(one.id);
  if (observation === undefined) {
    const why = outcome.why ?? 'the target gave no answer';
    return { status: outcome.status === 'skipped' ? 'skipped' : 'failed', why, traces: [] };
  }
  const traces = observation.traces.map(({ pacing, count, outcomes }) => ({ pacing, count, steps: steps(one.steps, outcomes) }));
  const lack = lackOf(observation);
  if (lack !== undefined) return { status: 'unsupported', why: lack, traces };
  if (observation.incomplete === undefined) return { status: 'measured', traces };
  if (traces.length === 0) return { status: 'failed', why: observation.incomplete.why, traces, incomplete: observation.incomplete };
  return { status: 'measured', traces, incomplete: observation.incomplete };
}

/** What the system lacks, if every trial ended for want of it. */
function lackOf({ traces }: Observation): string | undefined {
  const last = traces.map((trace) => trace.outcomes.at(-1) ?? '');
  return last.length > 0 && last.every((outcome) => outcome.startsWith('unsupported: ')) ? last[0] : undefined;
}

/** A trace is shorter than the steps where the trial ended early. */
function steps(all: readonly Step[], outcomes: readonly string[]): CaseResult['traces'][number]['steps'] {
  return outcomes.flatMap((outcome, index) => {
    const step = all[index];
    return step === undefined ? [] : [{ label: step.label, call: step.call, outcome }];
  });
}
