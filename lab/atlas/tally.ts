import type { Pacing } from '../results/result.ts';

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

/** What several tallies have seen together. */
export function sumOf(tallies: Iterable<Tally>): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const pacing of ['back-to-back', 'settled'] as const) {
      for (const [outcome, times] of tally[pacing]) addTo(sum, pacing, outcome, times);
    }
  }
  return sum;
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

/**
 * What a step gives, as text to compare: the one outcome of all trials that waited for the sockets to settle, `varies` if even those differ, and
 * without such trials the same of those back-to-back. How often something else happened back-to-back is chance and no difference between systems.
 */
export function essenceOf(tally: Tally): string {
  const counts = tally.settled.size > 0 ? tally.settled : tally['back-to-back'];
  const [first] = counts.keys();
  return counts.size === 1 && first !== undefined ? first : 'varies';
}
