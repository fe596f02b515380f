import { transitionOf, type Mealy, type Word } from './mealy.ts';

/** A call that gives one thing on one system and another on the other, at the end of a word. */
interface Difference {
  /** The word, with the call that differs as its last letter. */
  word: Word;
  /** What the call gives; `undefined` where it cannot be asked, since something before it went otherwise. */
  one: string | undefined;
  other: string | undefined;
  /** The states before the call. */
  states: readonly [number, number];
}

/** Differences of one cause: the same call, and the same two outcomes. */
interface DifferenceGroup {
  letter: number;
  one: string | undefined;
  other: string | undefined;
  /** All of them, the shortest word first. One for each pair of states in which it shows. */
  differences: readonly Difference[];
}

/** What two machines have in common and what not. */
export interface Comparison {
  groups: DifferenceGroup[];
  /** The pairs of states that the same word leads to. */
  pairs: readonly (readonly [number, number])[];
}

/**
 * Walks both machines side by side. Each difference has a shortest word; groups are in the order of theirs. The walk goes on behind a difference: what follows it
 * may differ as well.
 */
export function compareMachines(one: Mealy, other: Mealy): Comparison {
  const seen = new Map<string, Word>([['0 0', []]]);
  const groups = new Map<string, { letter: number; one: string | undefined; other: string | undefined; differences: Difference[] }>();
  const queue: (readonly [number, number])[] = [[0, 0]];
  for (const [a, b] of queue) {
    const word = seen.get(`${a} ${b}`) ?? [];
    for (let letter = 0; letter < one.letters; letter++) {
      const first = transitionOf(one, a, letter);
      const second = transitionOf(other, b, letter);
      if (first?.output !== second?.output) {
        const outputs = { one: first?.output, other: second?.output };
        const key = JSON.stringify([letter, first?.output ?? null, second?.output ?? null]);
        const group = groups.get(key) ?? { letter, ...outputs, differences: [] };
        group.differences.push({ word: [...word, letter], ...outputs, states: [a, b] });
        groups.set(key, group);
      }
      const next = [first?.next ?? a, second?.next ?? b] as const;
      const name = next.join(' ');
      if (seen.has(name)) continue;
      seen.set(name, [...word, letter]);
      queue.push(next);
    }
  }
  return { groups: [...groups.values()], pairs: queue };
}
