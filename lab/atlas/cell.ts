import { parseOutcome } from '../results/outcome.ts';
import { pacings } from '../results/result.ts';
import type { Observation, Pacing, Trace } from '../results/result.ts';
import type { Case } from '../scenario/case.ts';
import { addTo, emptyTally, ranked } from './tally.ts';
import type { Tally } from './tally.ts';
import { withBytes } from './bytes.ts';

/**
 * - `deterministic`: all trials agree.
 * - `depends on timing`: trials that waited for the sockets to settle agree with each other; trials back-to-back do not, or say something else.
 * - `varies`: even trials that waited differ from each other.
 */
export type Determinism = 'deterministic' | 'depends on timing' | 'varies';

/** What was seen in one case on one system. */
interface Measurement {
  /** Complete trials only, the most frequent trace of each pacing first. */
  traces: Trace[];
  /** The same; outcomes say which bytes came where that tells systems apart: `5 "hello"`. */
  answers: Trace[];
  determinism: Determinism;
  /** What each step gave, in the order of the case's steps. */
  steps: Tally[];
  /** The number of complete trials. */
  trials: number;
  /** Trials that ended early or are missing, and why the first of them did. */
  lost?: { trials: number; why: string } | undefined;
}

/** One case on one system. Only `measured` says what the system does today's case with; every other state says why there is nothing. */
export type Cell =
  | ({ state: 'measured' } & Measurement)
  /** Measured when the case was another: shown, never compared. `traces` have the steps of that time. */
  | { state: 'stale' }
  | { state: 'unsupported'; what: string; steps: Tally[] }
  | { state: 'setup failed'; what: string }
  | { state: 'inconclusive'; why: string }
  | { state: 'not run'; why: string };

/** What an observation says of a case as it is today. `telling` are the steps, from 0, where received bytes belong to what is compared. */
export function cellOf(theCase: Case, observation: Observation | undefined, telling: ReadonlySet<number> = new Set()): Cell {
  if (observation === undefined) return { state: 'not run', why: 'no stored result has it' };
  if (observation.hash !== theCase.hash) return { state: 'stale' };

  const complete: Trace[] = [];
  let lost = observation.incomplete?.missing ?? 0;
  let fault: Fault | undefined =
    observation.incomplete === undefined ? undefined : { state: 'inconclusive', why: observation.incomplete.why };
  for (const trace of observation.traces) {
    const found = faultIn(trace, theCase.steps.length);
    if (found === undefined) {
      complete.push(trace);
    } else {
      lost += trace.count;
      fault = moreTelling(fault, found);
    }
  }
  if (complete.length === 0) return withSteps(fault ?? { state: 'inconclusive', why: 'no trial was made' }, theCase, observation.traces);
  const traces = complete.toSorted(byPacingAndCount);
  const answers = traces.map((trace) => withBytes(trace, telling));
  return {
    state: 'measured',
    traces,
    answers,
    determinism: determinismOf(answers),
    steps: talliesOf(theCase, answers),
    trials: complete.reduce((sum, trace) => sum + trace.count, 0),
    ...(fault === undefined ? {} : { lost: { trials: lost, why: 'why' in fault ? fault.why : `${fault.state}: ${fault.what}` } }),
  };
}

/**
 * Below which rate any other outcome lies, with 95 % confidence, after this many trials that all agreed. (The rule of three, exactly.)
 */
export function rateBound(trials: number): number {
  return 1 - 0.05 ** (1 / trials);
}

/** The trace that most trials of a pacing gave, as one string; equally frequent ones are ordered by their text. Undefined without trials. */
export function commonest(traces: readonly Trace[], pacing: Pacing): string | undefined {
  return ranked(tracesOf(traces, pacing))[0]?.[0];
}

type Fault = Extract<Cell, { state: 'setup failed' | 'inconclusive' }> | { state: 'unsupported'; what: string };

function faultIn(trace: Trace, steps: number): Fault | undefined {
  for (const text of trace.outcomes) {
    const fault = faultOf(text);
    if (fault !== undefined) return fault;
  }
  if (trace.outcomes.length !== steps) return { state: 'inconclusive', why: `${trace.outcomes.length} of ${steps} steps were made` };
  return undefined;
}

/** The same few outcomes come hundreds of thousands of times. */
const knownFaults = new Map<string, Fault | undefined>();

function faultOf(text: string): Fault | undefined {
  if (!knownFaults.has(text)) knownFaults.set(text, readFault(text));
  return knownFaults.get(text);
}

function readFault(text: string): Fault | undefined {
  const outcome = parseOutcome(text);
  if (outcome === undefined) return { state: 'inconclusive', why: `'${text}' is not an outcome` };
  // Without an address to bind to (a container often has no ::1), nothing is known of what the system can do with one.
  if (outcome.kind === 'unsupported' && outcome.what.endsWith(' EADDRNOTAVAIL')) return { state: 'setup failed', what: outcome.what };
  if (outcome.kind === 'unsupported') return { state: 'unsupported', what: outcome.what };
  if (outcome.kind === 'setup-failed') return { state: 'setup failed', what: outcome.what };
  if (outcome.kind === 'inconclusive') return { state: 'inconclusive', why: outcome.why };
  return undefined;
}

/** That a system lacks something explains more than a set-up that failed, and that more than a trial that was lost. */
function moreTelling(one: Fault | undefined, other: Fault): Fault {
  const rank = ['unsupported', 'setup failed', 'inconclusive'];
  return one === undefined || rank.indexOf(other.state) < rank.indexOf(one.state) ? other : one;
}

function withSteps(fault: Fault, theCase: Case, traces: Trace[]): Cell {
  return fault.state === 'unsupported' ? { ...fault, steps: talliesOf(theCase, traces) } : fault;
}

function determinismOf(traces: Trace[]): Determinism {
  const [backToBack, settled] = pacings.map((pacing) => tracesOf(traces, pacing));
  const all = new Set([...(backToBack?.keys() ?? []), ...(settled?.keys() ?? [])]);
  if (all.size === 1) return 'deterministic';
  return settled?.size === 1 ? 'depends on timing' : 'varies';
}

function tracesOf(traces: readonly Trace[], pacing: Pacing): Map<string, number> {
  const counts = new Map<string, number>();
  for (const trace of traces) {
    if (trace.pacing !== pacing) continue;
    const text = trace.outcomes.join('\n');
    counts.set(text, (counts.get(text) ?? 0) + trace.count);
  }
  return counts;
}

function talliesOf(theCase: Case, traces: readonly Trace[]): Tally[] {
  return theCase.steps.map((_step, index) => {
    const tally = emptyTally();
    for (const trace of traces) {
      const outcome = trace.outcomes[index];
      if (outcome !== undefined) addTo(tally, trace.pacing, outcome, trace.count);
    }
    return tally;
  });
}

function byPacingAndCount(one: Trace, other: Trace): number {
  if (one.pacing !== other.pacing) return one.pacing < other.pacing ? -1 : 1;
  return other.count - one.count || (one.outcomes.join('\n') < other.outcomes.join('\n') ? -1 : 1);
}
