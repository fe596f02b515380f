import { transitionOf, varying, type Mealy, type Word } from './mealy.ts';

/** A call that somebody made on his own end, and what it gave, as the model spells it: `ECONNRESET`, `n`. */
export interface Seen {
  letter: number;
  output: string;
}

/** A word that gives what was seen; `hidden` of its letters are calls of others. */
export interface Explanation {
  word: Word;
  hidden: number;
}

/** How far to search. */
export interface SearchLimits {
  /** At most so many hidden calls. */
  hidden: number;
  /** At most so many explanations. */
  most: number;
}

/**
 * What others may have done so that these calls, made from the start on and in this order, gave this: all words with the fewest hidden calls, then those with one
 * more, and so on. A hidden call that changes nothing is never part of one. None if nothing within the limits explains it.
 */
export function explanations(machine: Mealy, seen: readonly Seen[], hidden: readonly number[], limits: SearchLimits): Explanation[] {
  const reaches = reachability(machine, seen, hidden, limits.hidden);
  const found: Explanation[] = [];
  for (let budget = 0; budget <= limits.hidden && found.length < limits.most; budget++) {
    const walk = (state: number, at: number, left: number, word: Word): void => {
      if (found.length === limits.most || !reaches(state, at, left)) return;
      if (at === seen.length) {
        // What comes after the last call that was seen explains nothing.
        if (left === 0) found.push({ word, hidden: budget });
        return;
      }
      for (const { letter, next } of hiddenSteps(machine, state, hidden)) {
        if (left > 0) walk(next, at, left - 1, [...word, letter]);
      }
      const next = seenStep(machine, state, seen[at]);
      const { letter = 0 } = seen[at] ?? {};
      if (next !== undefined) walk(next, at + 1, left, [...word, letter]);
    };
    walk(0, 0, budget, []);
  }
  return found;
}

/** Whether, from a state with this much seen, exactly so many hidden calls lead to the end. */
function reachability(
  machine: Mealy,
  seen: readonly Seen[],
  hidden: readonly number[],
  most: number,
): (state: number, at: number, left: number) => boolean {
  const known = new Map<number, boolean>();
  const reaches = (state: number, at: number, left: number): boolean => {
    if (at === seen.length) return left === 0;
    const key = (state * (seen.length + 1) + at) * (most + 1) + left;
    const before = known.get(key);
    if (before !== undefined) return before;
    const next = seenStep(machine, state, seen[at]);
    const result =
      (next !== undefined && reaches(next, at + 1, left)) ||
      (left > 0 && hiddenSteps(machine, state, hidden).some((step) => reaches(step.next, at, left - 1)));
    known.set(key, result);
    return result;
  };
  return reaches;
}

function hiddenSteps(machine: Mealy, state: number, hidden: readonly number[]): { letter: number; next: number }[] {
  return hidden.flatMap((letter) => {
    const next = transitionOf(machine, state, letter)?.next;
    return next === undefined || next === state ? [] : [{ letter, next }];
  });
}

function seenStep(machine: Mealy, state: number, one: Seen | undefined): number | undefined {
  const transition = one && transitionOf(machine, state, one.letter);
  return transition !== undefined && transition.output.split(varying).includes(one?.output ?? '') ? transition.next : undefined;
}
