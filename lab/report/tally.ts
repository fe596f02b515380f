import type { Tempo } from '../result/result.ts';

/** How often each outcome of one step was seen, tempo by tempo. */
export type Tally = Record<Tempo, Map<string, number>>;

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { rushed: new Map(), settled: new Map() };
}

/** Counts `times` more trials with this outcome. Changes the tally. */
export function addTo(tally: Tally, tempo: Tempo, outcome: string, times: number): void {
  tally[tempo].set(outcome, (tally[tempo].get(outcome) ?? 0) + times);
}

/** What several tallies have seen together. */
export function sumOf(tallies: Iterable<Tally>): Tally {
  const sum = emptyTally();
  for (const tally of tallies) {
    for (const tempo of ['rushed', 'settled'] as const) {
      for (const [outcome, times] of tally[tempo]) addTo(sum, tempo, outcome, times);
    }
  }
  return sum;
}

/** All outcomes in the tally, the most frequent first, equally frequent ones in alphabetical order. */
export function outcomesOf(tally: Tally): string[] {
  const both = new Map(tally.settled);
  for (const [outcome, times] of tally.rushed) both.set(outcome, (both.get(outcome) ?? 0) + times);
  return ranked(both).map(([outcome]) => outcome);
}

/** The number of trials in the tally, of one tempo or of both. */
export function trialsIn(tally: Tally, tempo?: Tempo): number {
  let sum = 0;
  if (tempo !== 'settled') for (const times of tally.rushed.values()) sum += times;
  if (tempo !== 'rushed') for (const times of tally.settled.values()) sum += times;
  return sum;
}

/** Counts by word, the highest first, equal ones in alphabetical order. */
export function ranked(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([one, times], [other, otherTimes]) => otherTimes - times || (one < other ? -1 : one > other ? 1 : 0));
}

/**
 * What a step gives, as text to compare: the one outcome of all trials that waited for the sockets to settle, `varies` if even those differ, and
 * without such trials the same of those in a rush. How often something else happened in a rush is chance and no difference between systems.
 */
export function essenceOf(tally: Tally): string {
  const counts = tally.settled.size > 0 ? tally.settled : tally.rushed;
  const [first] = counts.keys();
  return counts.size === 1 && first !== undefined ? first : 'varies';
}
