import { outputsOf, transitionOf, type Mealy, type Word } from './mealy.ts';

/**
 * For each state the words that identify it: any two states have one in common that they answer differently (a family of *harmonised state
 * identifiers*). They are the paths of a splitting tree: all states at its root, and a word at each inner node that divides its states.
 */
export function identifiers(machine: Mealy): Word[][] {
  const classes = refinements(machine);
  const found: Word[][] = machine.states.map(() => []);
  const divide = (block: readonly number[], path: readonly Word[]): void => {
    const word = block.length > 1 ? bestWord(machine, classes, block) : undefined;
    if (word === undefined) {
      for (const state of block) found[state] = withoutPrefixes(path);
      return;
    }
    for (const part of groupBy(block, (state) => answer(machine, word, state))) divide(part, [...path, word]);
  };
  divide(
    machine.states.map((_, state) => state),
    [],
  );
  return found;
}

/** By length of word, the class of each state: states are in one class if no word of that length or shorter divides them. */
function refinements(machine: Mealy): number[][] {
  const levels: number[][] = [machine.states.map(() => 0)];
  for (;;) {
    const last = levels.at(-1) ?? [];
    const numbers = new Map<string, number>();
    const next = machine.states.map((_, state) => {
      const key = Array.from({ length: machine.letters }, (_letter, letter) => {
        const transition = transitionOf(machine, state, letter);
        return transition === undefined ? '' : `${last[transition.next]} ${transition.output}`;
      }).join('\n');
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
    if (numbers.size === new Set(last).size && levels.length > 1) return levels;
    levels.push(next);
  }
}

/** Of the shortest words that divide these states, the one that divides them into the most parts; `undefined` if no word does. */
function bestWord(machine: Mealy, classes: readonly number[][], block: readonly number[]): Word | undefined {
  const [first = 0] = block;
  const length = classes.findIndex((level) => block.some((state) => level[state] !== level[first]));
  if (length === -1) return undefined;
  const words = new Map<string, Word>();
  for (const state of block) {
    if (classes[length]?.[state] === classes[length]?.[first]) continue;
    const word = separatingWord(machine, classes, first, state, length);
    words.set(word.join(' '), word);
  }
  let best: { word: Word; parts: number } | undefined;
  for (const word of words.values()) {
    const parts = groupBy(block, (state) => answer(machine, word, state)).length;
    if (best === undefined || parts > best.parts) best = { word, parts };
  }
  return best?.word;
}

/** A word of this length that two states answer differently, given that they are in different classes for it and in one for shorter words. */
function separatingWord(machine: Mealy, classes: readonly number[][], one: number, other: number, length: number): Word {
  for (let letter = 0; letter < machine.letters; letter++) {
    const a = transitionOf(machine, one, letter);
    const b = transitionOf(machine, other, letter);
    if (a?.output !== b?.output) return [letter];
    if (a === undefined || b === undefined) continue;
    if (length > 1 && classes[length - 1]?.[a.next] !== classes[length - 1]?.[b.next]) {
      return [letter, ...separatingWord(machine, classes, a.next, b.next, length - 1)];
    }
  }
  return [];
}

function answer(machine: Mealy, word: Word, state: number): string {
  return JSON.stringify(outputsOf(machine, word, state));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function withoutPrefixes(words: readonly Word[]): Word[] {
  return words.filter(
    (word, index) =>
      !words.some(
        (other, at) =>
          at !== index &&
          other.length >= word.length &&
          word.every((letter, place) => other[place] === letter) &&
          (other.length > word.length || at < index),
      ),
  );
}
