import { pacings } from '../results/pacing.ts';
import type { Pacing } from '../results/pacing.ts';

/** How often each outcome of one step was seen, pacing by pacing. */
export type Tally = Record<Pacing, Map<string, number>>;

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { 'back-to-back': new Map(), settled: new Map() };
}

/** Counts `times` more trials with this outcome. Changes the tally. */
export function addTo(tally: Tally, pacing: Pacing, outcome: string, times: number): void {
  tally[pacing].set(outcome, (tally[pacing].get(outcome) ?? 0) + times);
}

/** What several tallies have seen together, each on so many systems. */
export function sumOf(tallies: Iterable<readonly [Tally, systems: number]>): Tally {
  const sum = emptyTally();
  for (const [tally, systems] of tallies) addTally(sum, tally, systems);
  return sum;
}

/** Adds what a tally has seen, as if by so many systems. Changes `sum`. */
function addTally(sum: Tally, tally: Tally, systems: number): void {
  for (const pacing of pacings) {
    for (const [outcome, times] of tally[pacing]) addTo(sum, pacing, outcome, times * systems);
  }
}

/** All outcomes in the tally, the most frequent first, equally frequent ones in alphabetical order. */
export function outcomesOf(tally: Tally): string[] {
  const both = new Map(tally.settled);
  for (const [outcome, times] of tally['back-to-back']) both.set(outcome, (both.get(outcome) ?? 0) + times);
  return ranked(both).map(([outcome]) => outcome);
}

/** The number of trials in the tally, of one pacing or of both. */
export function trialsIn(tally: Tally, pacing?: Pacing): number {
  let sum = 0;
  if (pacing !== 'settled') for (const times of tally['back-to-back'].values()) sum += times;
  if (pacing !== 'back-to-back') for (const times of tally.settled.values()) sum += times;
  return sum;
}

/** Counts by word, the highest first, equal ones in alphabetical order. */
export function ranked(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([one, times], [other, otherTimes]) => otherTimes - times || (one < other ? -1 : one > other ? 1 : 0));
}

/** Which outcomes one step has, pacing by pacing, and not how often: a tally, or the sets of its outcomes. */
export type Returned = Record<Pacing, Outcomes>;

/** Distinct outcomes. */
interface Outcomes {
  readonly size: number;
  has(outcome: string): boolean;
  keys(): Iterable<string>;
}

/** What decides: the outcomes of settled trials, or where there are none of those back-to-back. What else happened back-to-back is timing. */
export function decisiveOutcomes(returned: Returned): string[] {
  return [...(returned.settled.size > 0 ? returned.settled : returned['back-to-back']).keys()];
}

/** The one outcome that decides; `flaky` if there are several. */
export function outcomeOf(returned: Returned): string {
  const [first, ...others] = decisiveOutcomes(returned);
  return first === undefined || others.length > 0 ? 'flaky' : first;
}
