import { pacings } from '../results/pacing.ts';
import type { Pacing } from '../results/pacing.ts';
import type { Observation, Trace } from '../results/result.ts';
import type { Case } from '../scenario/case.ts';
import { withBytes } from './bytes.ts';
import { faultIn, graver } from './fault.ts';
import type { Fault } from './fault.ts';
import type { System } from './system.ts';
import { addTo, emptyTally, trialsIn } from './tally.ts';
import type { Returned, Tally } from './tally.ts';

/**
 * - `deterministic`: all trials agree.
 * - `timing-dependent`: settled trials agree with each other; trials back-to-back do not, or say something else.
 * - `flaky`: even settled trials differ from each other; or there are none, and those back-to-back differ.
 */
export type Determinism = 'deterministic' | 'timing-dependent' | 'flaky';

/** What was seen in one case, trial for trial the same on all these systems. */
export interface Measured {
  state: 'measured';
  /** In the order of their ids, never empty. */
  systems: System[];
  /** Complete trials only, the most frequent trace of each pacing first. */
  traces: Trace[];
  /** The same; outcomes say which bytes came where that distinguishes systems: `5 "hello"`. */
  answers: Trace[];
  determinism: Determinism;
  /** The number of complete trials on one of the systems. */
  trials: number;
  /** Trials that ended early or are missing on one of the systems, and why the first of them did. */
  lost?: { trials: number; why: string } | undefined;
}

/** That systems lack what a case needs, which is something that they do. `answers`: what the steps up to there returned. */
export interface Unsupported {
  state: 'unsupported';
  systems: System[];
  what: string;
  answers: Trace[];
}

/** Why nothing is known of what systems do in a case. `stale`: measured when the case was another, and never compared. */
type Gap = { systems: System[] } & (
  { state: 'stale' } | { state: 'setup failed'; what: string } | { state: 'inconclusive'; why: string } | { state: 'not run'; why: string }
);

/** One case on the systems that saw just the same in it, or of which just as little is known. */
export type Cell = Measured | Unsupported | Gap;

/** What an observation says of a case as it is today. `distinguishing` are the steps, from 0, where received bytes belong to what is compared. */
export function cellOf(
  theCase: Case,
  observation: Observation | undefined,
  distinguishing: ReadonlySet<number> = new Set(),
  systems: System[] = [],
): Cell {
  if (observation === undefined) return { state: 'not run', systems, why: 'no stored result has it' };
  if (observation.hash !== theCase.hash) return { state: 'stale', systems };

  const complete: Trace[] = [];
  let lost = observation.incomplete?.missing ?? 0;
  let fault: Fault | undefined =
    observation.incomplete === undefined ? undefined : { state: 'inconclusive', why: observation.incomplete.why };
  for (const trace of observation.traces) {
    const found = faultIn(trace.outcomes) ?? tooShort(trace, theCase);
    if (found === undefined) {
      complete.push(trace);
    } else {
      lost += trace.count;
      fault = graver(fault, found);
    }
  }
  if (complete.length === 0) return withoutAnswer(fault, observation.traces, systems);
  const traces = complete.toSorted(byPacingAndCount);
  const answers = traces.map((trace) => withBytes(trace, distinguishing));
  return {
    state: 'measured',
    systems,
    traces,
    answers,
    determinism: determinismOf(answers),
    trials: complete.reduce((sum, trace) => sum + trace.count, 0),
    ...(fault === undefined ? {} : { lost: { trials: lost, why: 'why' in fault ? fault.why : `${fault.state}: ${fault.what}` } }),
  };
}

/** How often a step (from 0) of a case returned what, on one of the systems of a cell; undefined where no trial reached it. */
export function tallyAt(cell: Cell, step: number): Tally | undefined {
  if (cell.state !== 'measured' && cell.state !== 'unsupported') return undefined;
  const alike = tallyWhereAlike(cell, step);
  if (alike !== undefined) return alike;
  const tally = emptyTally();
  for (const { pacing, outcomes, count } of cell.answers) {
    const outcome = outcomes[step];
    if (outcome !== undefined) addTo(tally, pacing, outcome, count);
  }
  return trialsIn(tally) === 0 ? undefined : tally;
}

/** The tally of a step in which both pacings went one way, the same: nearly every one, and few distinct. Shared, so nobody may change it. */
function tallyWhereAlike({ answers: [one, other, ...more] }: Measured | Unsupported, step: number): Tally | undefined {
  const outcome = one?.outcomes[step];
  if (one === undefined || other === undefined || outcome === undefined || more.length > 0) return undefined;
  if (one.pacing === other.pacing || other.outcomes[step] !== outcome) return undefined;
  const key = `${one.pacing} ${one.count} ${other.count} ${outcome}`;
  let tally = knownTallies.get(key);
  if (tally === undefined) {
    tally = emptyTally();
    addTo(tally, one.pacing, outcome, one.count);
    addTo(tally, other.pacing, outcome, other.count);
    knownTallies.set(key, tally);
  }
  return tally;
}

const knownTallies = new Map<string, Tally>();

/** Which outcomes a step (from 0) of a case has on the systems of a cell; undefined where no trial reached it. */
export function returnedAt(cell: Cell, step: number): Returned | undefined {
  if (cell.state !== 'measured' && cell.state !== 'unsupported') return undefined;
  const known = returnedByStep.get(cell) ?? returnedIn(cell);
  returnedByStep.set(cell, known);
  return known[step];
}

/** Every page that shows a case asks it. */
const returnedByStep = new WeakMap<Cell, Returned[]>();

function returnedIn({ answers }: Measured | Unsupported): Returned[] {
  const [one, other] = answers;
  if (answers.length === 2 && one?.pacing !== other?.pacing && isSame(one?.outcomes, other?.outcomes))
    return one?.outcomes.map(always) ?? [];
  const steps: Record<Pacing, Set<string>>[] = [];
  for (const { pacing, outcomes } of answers)
    for (const [step, outcome] of outcomes.entries())
      (steps[step] ??= { 'back-to-back': new Set(), settled: new Set() })[pacing].add(outcome);
  return steps;
}

/** A step that returns this in both pacings. */
function always(outcome: string): Returned {
  const returned = knownReturned.get(outcome) ?? { 'back-to-back': new Set([outcome]), settled: new Set([outcome]) };
  knownReturned.set(outcome, returned);
  return returned;
}

const knownReturned = new Map<string, Returned>();

function isSame(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one === other || (one.length === other.length && one.every((word, index) => word === other[index]));
}

/** The traces that decide what a system does: those of settled trials, or where there are none all. Works on a cell's traces or its answers. */
export function decisive(traces: readonly Trace[]): Trace[] {
  const settled = traces.filter(({ pacing }) => pacing === 'settled');
  return settled.length > 0 ? settled : [...traces];
}

/**
 * Below which rate any other outcome lies, with 95 % confidence, after this many trials that all agreed. (The rule of three, exactly.)
 */
export function rateBound(trials: number): number {
  return 1 - 0.05 ** (1 / trials);
}

function tooShort({ outcomes }: Trace, { steps }: Case): Fault | undefined {
  if (outcomes.length === steps.length) return undefined;
  return { state: 'inconclusive', why: `${outcomes.length} of ${steps.length} steps were made` };
}

function withoutAnswer(fault: Fault | undefined, traces: Trace[], systems: System[]): Cell {
  if (fault === undefined) return { state: 'inconclusive', systems, why: 'no trial was made' };
  return fault.state === 'unsupported' ? { ...fault, systems, answers: traces } : { ...fault, systems };
}

function determinismOf(traces: readonly Trace[]): Determinism {
  const [backToBack, settled] = pacings.map((pacing) => waysOf(traces, pacing));
  if (backToBack === undefined || settled === undefined) return 'flaky';
  if (new Set([...backToBack, ...settled]).size === 1) return 'deterministic';
  return settled.size === 1 ? 'timing-dependent' : 'flaky';
}

function waysOf(traces: readonly Trace[], pacing: Pacing): Set<string> {
  return new Set(traces.filter((trace) => trace.pacing === pacing).map(({ outcomes }) => outcomes.join('\n')));
}

function byPacingAndCount(one: Trace, other: Trace): number {
  if (one.pacing !== other.pacing) return one.pacing < other.pacing ? -1 : 1;
  return other.count - one.count || (one.outcomes.join('\n') < other.outcomes.join('\n') ? -1 : 1);
}
