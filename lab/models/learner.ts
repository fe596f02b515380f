import { suitePart } from './conformance.ts';
import type { Experience } from './experience.ts';
import { canonical, stateAfter, transitionOf, type Mealy, type Word } from './mealy.ts';
import type { Node } from './tree.ts';

/** How far to learn. */
export interface LearnOptions {
  /** How many states more than the machine that was learned the system is tested for, see `suitePart`. */
  extra: number;
  /** More states than this are given up: something is counted that has no end. */
  mostStates: number;
  /** Words to begin with, such as the suite of a system that is probably alike. */
  seeds?: readonly Word[];
}

/** A machine has more states than it may have. `growing` are the words that reached the last of them. */
export class EndlessMachine extends Error {
  override readonly name = 'EndlessMachine';
  readonly growing: readonly Word[];

  constructor(states: number, growing: readonly Word[]) {
    super(`more than ${states} states`);
    this.growing = growing;
  }
}

/** Answers went on to vary in new ways: no machine, not even one whose outputs are sets, describes the system. */
export class Unsteady extends Error {
  override readonly name = 'Unsteady';
}

/** Words of a suite that are asked at once, first and then ever more: a difference that they show saves the rest. */
const chunk = { first: 1000, growth: 2 };

/** Words that told states apart, and are asked of each new one at once to save rounds. */
const mostUsual = 10;

/** Counterexamples that are worked on at once; most are echoes of the first. */
const mostAtOnce = 24;

/** Words that are asked in one round to find out which of many states a new one is. */
const mostWitnesses = 4;

/** A system whose outputs have to be corrected more often than this is given up. */
const mostCorrections = 500;

/** A word just beyond the known states, and the states that it may lead to. */
interface Beyond<State> {
  node: Node<State>;
  candidates: Node<State>[];
  /** How many of the known states have been compared with it. */
  compared: number;
}

/**
 * Learns the smallest Mealy machine that agrees with everything that `experience` has seen of a system, by the algorithm L# (F. Vaandrager,
 * B. Garhewal, J. Rot, T. Wissmann, TACAS 2022): states are words of the tree of answers that are known to be apart, and nothing else
 * is kept. Ends when the conformance suite for `extra` more states shows no difference and what it rests on was confirmed. The result is canonical:
 * what behaves alike gives equal data. Throws `EndlessMachine`, `Unsteady`, or what asking throws.
 */
export async function learn<State>(experience: Experience<State>, options: LearnOptions): Promise<Mealy> {
  if (options.seeds !== undefined) await experience.ensure(options.seeds);
  for (;;) {
    const before = experience.corrections;
    if (before > mostCorrections) throw new Unsteady(`${before} answers had to be corrected`);
    const machine = await learnUntilCorrected(experience, options);
    if (machine !== undefined && experience.corrections === before) return canonical(machine);
  }
}

/** As `learn`; gives up with `undefined` as soon as an answer was corrected, since known states may rest on it. */
async function learnUntilCorrected<State>(experience: Experience<State>, options: LearnOptions): Promise<Mealy | undefined> {
  const { corrections } = experience;
  const known = new KnownStates(experience, options.mostStates);
  let isConfirmed = false;
  for (;;) {
    if (experience.corrections !== corrections) return undefined;
    known.grow();
    const open = known.open();
    if (open.length > 0) {
      await experience.ensure(open);
      continue;
    }
    const machine = known.machine();
    const contradicted = contradictions(experience, machine);
    if (contradicted.length > 0) {
      await experience.ensure(known.explaining(contradicted, machine));
      // What contradicts shows beyond the known states now; if not, no search for it would end.
      if (!known.grow() && experience.corrections === corrections) throw new Unsteady('a contradiction that no known state explains');
      continue;
    }
    if (await testUntilContradicted(experience, machine, options.extra)) continue;
    if (isConfirmed) return machine;
    await experience.confirm([...suitePart(machine, 0), ...suitePart(machine, 1)]);
    isConfirmed = true;
  }
}

/** Asks the conformance suite part by part. Returns whether it showed a contradiction, as soon as it does. */
async function testUntilContradicted<State>(experience: Experience<State>, machine: Mealy, extra: number): Promise<boolean> {
  const { corrections } = experience;
  for (let middle = 0; middle <= extra + 1; middle++) {
    const part = mixed(suitePart(machine, middle));
    for (let from = 0, size = chunk.first; from < part.length; from += size, size *= chunk.growth) {
      await experience.ensure(part.slice(from, from + size));
      if (experience.corrections !== corrections || contradictions(experience, machine).length > 0) return true;
    }
  }
  return false;
}

/** The same words in an order that goes through the whole list again and again: neighbours in it tend to show the same. */
function mixed(words: readonly Word[]): Word[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  return words
    .map((word, index) => ({ word, place: (index * golden) % 1 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ word }) => word);
}

/** Words of the tree of answers that the machine answers differently, the shortest first; at most so many as can be worked on at once. */
function contradictions<State>({ tree }: Experience<State>, machine: Mealy): Word[] {
  const found: Word[] = [];
  const queue: { node: Node<State>; state: number }[] = [{ node: tree.root, state: 0 }];
  for (const { node, state } of queue) {
    for (let letter = 0; letter < machine.letters; letter++) {
      const expected = transitionOf(machine, state, letter);
      const child = node.children[letter];
      if (tree.allows(node, letter) !== (expected !== undefined) || (child !== undefined && child.output !== expected?.output)) {
        found.push([...tree.wordOf(node), letter]);
        if (found.length === mostAtOnce) return found;
      } else if (child !== undefined) {
        queue.push({ node: child, state: expected?.next ?? state });
      }
    }
  }
  return found;
}

/** The states that are known so far: words that are pairwise apart; and the words one letter beyond them. */
class KnownStates<State> {
  readonly #experience: Experience<State>;
  readonly #most: number;
  readonly #states: Node<State>[];
  readonly #numbers = new Map<Node<State>, number>();
  readonly #beyond = new Map<Node<State>, Beyond<State>>();
  /** Words that told states apart, the first that were found. */
  readonly #usual = new Map<string, Word>();

  constructor(experience: Experience<State>, most: number) {
    this.#experience = experience;
    this.#most = most;
    this.#states = [experience.tree.root];
    this.#numbers.set(experience.tree.root, 0);
  }

  /** Takes in what was answered since. A word beyond the known states that is apart from all of them is a state. Returns whether anything changed. */
  grow(): boolean {
    let changed = false;
    // New states are appended while this walks the list, and so are looked at as well.
    for (const state of this.#states) {
      for (const child of state.children) {
        if (child === undefined || this.#numbers.has(child)) continue;
        const before = this.#beyond.get(child)?.candidates.length;
        const { candidates } = this.#compare(child);
        if (candidates.length !== before) changed = true;
        if (candidates.length === 0) this.#add(child);
      }
    }
    return changed;
  }

  #compare(node: Node<State>): Beyond<State> {
    const { tree } = this.#experience;
    const entry = this.#beyond.get(node) ?? { node, candidates: [], compared: 0 };
    entry.candidates = [...entry.candidates, ...this.#states.slice(entry.compared)].filter(
      (state) => tree.apart(node, state) === undefined,
    );
    entry.compared = this.#states.length;
    this.#beyond.set(node, entry);
    return entry;
  }

  #add(node: Node<State>): void {
    this.#beyond.delete(node);
    this.#numbers.set(node, this.#states.length);
    this.#states.push(node);
    if (this.#states.length > this.#most) {
      const { tree } = this.#experience;
      throw new EndlessMachine(
        this.#most,
        this.#states.slice(-3).map((state) => tree.wordOf(state)),
      );
    }
  }

  /** Words that are still to be asked: what a letter gives in a known state, and what tells the states apart that a letter may lead to. */
  open(): Word[] {
    const { tree } = this.#experience;
    const words: Word[] = [];
    for (const state of this.#states) {
      const access = tree.wordOf(state);
      for (let letter = 0; letter < tree.letters; letter++) {
        if (!tree.allows(state, letter) || state.children[letter] !== undefined) continue;
        words.push([...access, letter]);
        for (const usual of this.#usual.values()) words.push([...access, letter, ...usual]);
      }
    }
    for (const { node } of this.#beyond.values()) {
      const { candidates } = this.#compare(node);
      const [first, ...others] = candidates;
      if (first === undefined || others.length === 0) continue;
      const witnesses = new Map<string, Word>();
      for (const other of others) {
        const witness = tree.apart(first, other) ?? [];
        const key = witness.join(' ');
        witnesses.set(key, witness);
        if (this.#usual.size < mostUsual) this.#usual.set(key, witness);
        if (witnesses.size === mostWitnesses) break;
      }
      const access = tree.wordOf(node);
      for (const witness of witnesses.values()) words.push([...access, ...witness]);
    }
    return words;
  }

  /** The machine of the known states. Nothing may be open. */
  machine(): Mealy {
    const { tree } = this.#experience;
    return {
      letters: tree.letters,
      states: this.#states.map((state) =>
        Array.from({ length: tree.letters }, (_, letter) => {
          const child = state.children[letter];
          if (child === undefined || !tree.allows(state, letter)) return undefined;
          const next = this.#numbers.get(child) ?? this.#numbers.get(this.#beyond.get(child)?.candidates[0] ?? tree.root);
          return { output: child.output, next: next ?? 0 };
        }),
      ),
    };
  }

  /** Words that show where the machine goes wrong for these words: the rest of each, asked after each state on its way. */
  explaining(words: readonly Word[], machine: Mealy): Word[] {
    const { tree } = this.#experience;
    return words.flatMap((word) =>
      word.slice(0, -1).map((_, index) => {
        const state = this.#states[stateAfter(machine, word.slice(0, index + 1))] ?? tree.root;
        return [...tree.wordOf(state), ...word.slice(index + 1)];
      }),
    );
  }
}
