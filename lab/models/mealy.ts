/** A word: letters of an alphabet by their position in it. */
export type Word = readonly number[];

/** Between outcomes that vary. No outcome has it in its spelling. */
export const varying = ' or ';

/** What a call gives in a state, and the state that follows. */
export interface Transition {
  output: string;
  next: number;
}

/**
 * A deterministic Mealy machine that starts in state 0. A letter that cannot be asked in a state (its descriptor is closed) has no transition
 * there.
 */
export interface Mealy {
  letters: number;
  /** By state, then by letter. */
  states: readonly (readonly (Transition | undefined)[])[];
}

/** The transition of a letter in a state; `undefined` where the letter cannot be asked. */
export function transitionOf(machine: Mealy, state: number, letter: number): Transition | undefined {
  return machine.states[state]?.[letter];
}

/** The state after a word. A letter that cannot be asked leaves the state as it is. */
export function stateAfter(machine: Mealy, word: Word, from = 0): number {
  return word.reduce((state, letter) => transitionOf(machine, state, letter)?.next ?? state, from);
}

/** What a word gives, call by call; `undefined` for a letter that cannot be asked there. */
export function outputsOf(machine: Mealy, word: Word, from = 0): (string | undefined)[] {
  let state = from;
  return word.map((letter) => {
    const transition = transitionOf(machine, state, letter);
    state = transition?.next ?? state;
    return transition?.output;
  });
}

/** The shortest word to each state, the first of them in the order of letters; states that no word reaches are not in it. */
export function accessWords(machine: Mealy): Map<number, Word> {
  const words = new Map<number, Word>([[0, []]]);
  // A map is walked in the order of insertion, also of what is inserted meanwhile: this is a breadth-first search.
  for (const [state, word] of words) {
    for (let letter = 0; letter < machine.letters; letter++) {
      const next = transitionOf(machine, state, letter)?.next;
      if (next !== undefined && !words.has(next)) words.set(next, [...word, letter]);
    }
  }
  return words;
}

/** The same machine with its reachable states numbered in the order of their access words: equal behaviour of minimal machines, equal data. */
export function canonical(machine: Mealy): Mealy {
  const order = [...accessWords(machine).keys()];
  const numbers = new Map(order.map((state, number) => [state, number]));
  return {
    letters: machine.letters,
    states: order.map((state) =>
      Array.from({ length: machine.letters }, (_, letter) => {
        const transition = transitionOf(machine, state, letter);
        return transition && { output: transition.output, next: numbers.get(transition.next) ?? 0 };
      }),
    ),
  };
}
