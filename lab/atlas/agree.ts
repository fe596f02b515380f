import type { Pacing } from '../results/pacing.ts';
import type { Observation, Trace } from '../results/result.ts';
import { faultIn } from './fault.ts';

/** A step (from 0) in which all settled trials agree with each other on either side, and not with the other side. */
export interface StepDifference {
  step: number;
  /** The outcome, with the bytes that came if any did: `5 (bytes 68656c6c6f)`. */
  here: string;
  there: string;
}

/**
 * What two observations of one case say of each other. Settled trials decide: in trials back-to-back, how quick a machine is decides as much as what
 * system it is.
 *
 * - `same`: the same was seen, in both pacings.
 * - `same but for timing`: the settled trials agree; those back-to-back do not, or nothing but those was made on one side.
 * - `flaky`: settled trials of one system differ from each other, and nowhere do all those of the one say something that none of the other says.
 * - `differ`: there are steps in which each is sure of what the other is sure is not so. Only this contradicts.
 * - `unknown`: one of them answers nothing.
 */
export type Agreement =
  { kind: 'same' | 'same but for timing' | 'flaky' | 'unknown' } | { kind: 'differ'; steps: [StepDifference, ...StepDifference[]] };

/** Holds two observations of the same version of one case against each other. Symmetric, but for which is `here`. */
export function agree(one: Pick<Observation, 'traces'>, other: Pick<Observation, 'traces'>): Agreement {
  const [here, there] = [answersIn(one.traces), answersIn(other.traces)];
  // Without IPv6 or in a stricter sandbox an equal system has no answer; that is no other answer.
  if (here.length === 0 || there.length === 0) return { kind: areAlike(one.traces, other.traces) ? 'same' : 'unknown' };
  const [settledHere, settledThere] = [ofPacing(here, 'settled'), ofPacing(there, 'settled')];
  const isSame = areAlike(here, there);
  if (settledHere.length === 0 || settledThere.length === 0) return { kind: isSame ? 'same' : 'same but for timing' };
  const [first, ...rest] = differences(settledHere, settledThere);
  if (first !== undefined) return { kind: 'differ', steps: [first, ...rest] };
  if (isSame) return { kind: 'same' };
  return { kind: areAlike(settledHere, settledThere) ? 'same but for timing' : 'flaky' };
}

function differences(here: readonly Trace[], there: readonly Trace[]): StepDifference[] {
  const steps = Math.min(...[...here, ...there].map(({ outcomes }) => outcomes.length));
  return Array.from({ length: steps }, (_, step) => step).flatMap((step) => {
    const [mine, theirs] = [outcomesAt(here, step), outcomesAt(there, step)];
    const [onlyMine, onlyTheirs] = [[...mine][0], [...theirs][0]];
    const areSure = mine.size === 1 && theirs.size === 1 && onlyMine !== undefined && onlyTheirs !== undefined;
    return areSure && onlyMine !== onlyTheirs ? [{ step, here: onlyMine, there: onlyTheirs }] : [];
  });
}

function outcomesAt(traces: readonly Trace[], step: number): Set<string> {
  return new Set(
    traces.map(({ outcomes, bytes }) => {
      const received = bytes?.[String(step)] ?? '';
      return received === '' ? (outcomes[step] ?? '') : `${outcomes[step]} (bytes ${received})`;
    }),
  );
}

/** Traces that answer the question: where the agent could not find out or not set up, nothing was seen, and what a sandbox lacks is no answer. */
function answersIn(traces: readonly Trace[]): Trace[] {
  return traces.filter(({ outcomes }) => faultIn(outcomes) === undefined);
}

function areAlike(one: readonly Trace[], other: readonly Trace[]): boolean {
  const [first, second] = [waysOf(one), waysOf(other)];
  return first.size > 0 && first.size === second.size && [...first].every((way) => second.has(way));
}

function waysOf(traces: readonly Trace[]): Set<string> {
  return new Set(
    traces.filter(isAnswerOrLack).map(({ pacing, outcomes, bytes }) => JSON.stringify([pacing, outcomes, Object.entries(bytes ?? {})])),
  );
}

/** What a system lacks is the same answer where both lack it. */
function isAnswerOrLack({ outcomes }: Trace): boolean {
  return faultIn(outcomes) === undefined || outcomes.some((outcome) => outcome.startsWith('unsupported: '));
}

function ofPacing(traces: readonly Trace[], pacing: Pacing): Trace[] {
  return traces.filter((trace) => trace.pacing === pacing);
}
