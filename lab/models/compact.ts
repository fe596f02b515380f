import { explanations, type Explanation, type SearchLimits } from './explain-search.ts';
import type { Mealy, Transition, Word } from './mealy.ts';

/*
 * Models as a page and other programs have them: plain JSON, and what can be asked of it. Nothing that this file imports needs Node or a schema, so that it runs
 * in a browser as it is. `compacting.ts` makes the data.
 */

/** One thing that an end can do. */
interface CompactLetter {
  /** The end that does it, such as `a`. */
  end: string;
  /** What it does, in the words of the alphabet: `write`, `shutdown-read`, `close-reset`. With the end before it, it is unique: `a.write`. */
  does: string;
  /** The calls, as scenarios spell them: `shutdown(a, SHUT_RD)`; several have `, ` between them. */
  calls: string;
}

/** A machine that one or more systems behave like. */
export interface CompactMachine {
  /** Each state's name in words, as the first end sees it: `peer closed, our data unread`. Every connection begins in state 0. */
  states: string[];
  /**
   * By state, by letter. A cell that is 0 or more is `outcome + next × (number of outcomes)`: what the call returns and the state after it. `closedCell` and
   * `beyondCell` stand for a call that was not asked. Read it with `cellOf`, or all of it with `machineOfCompact`.
   */
  cells: number[][];
  /** The systems, by the names of their files of results, and up to how many states each was tested for (HSI method). */
  systems: { target: string; testedFor: number }[];
}

/** All models of one alphabet on one link. */
export interface CompactLink {
  /** The link and the alphabet: `unix-pair.connection`. */
  model: string;
  link: string;
  alphabet: string;
  title: string;
  /** Its page below `reports/`: `models/unix-pair.md`. */
  page: string;
  /** The ends; states are named as the first of them sees things. */
  ends: string[];
  letters: CompactLetter[];
  /** All outcomes of all machines; cells name them by position. `n` is any count above 0, `A or B` one that varied in settled trials. */
  outcomes: string[];
  /** Bound of the messages that wait for one end, where a read takes only one. */
  inFlight?: number;
  /** The machine that most systems share first. */
  machines: CompactMachine[];
  /** Systems that have no such link, and what making one gave. */
  lacking: { target: string; lacks: string }[];
}

/** A cell of a call whose descriptor is closed, or not made yet, or made already: the call does not exist there. */
export const closedCell = -1;
/** A cell of a call that was not asked because more messages would wait than the alphabet bounds: the system could do it, the model says nothing. */
export const beyondCell = -2;

/** What a call does in a state: what it returns and the state after it; or why nothing is known. */
export type Cell = Transition | 'closed' | 'beyond';

/** What the model says of a letter in a state. `beyond` also for a state or a letter that is not there. */
export function cellOf({ outcomes }: CompactLink, { cells }: CompactMachine, state: number, letter: number): Cell {
  const cell = cells[state]?.[letter] ?? beyondCell;
  if (cell === closedCell) return 'closed';
  const output = cell < 0 ? undefined : outcomes[cell % outcomes.length];
  return output === undefined ? 'beyond' : { output, next: Math.floor(cell / outcomes.length) };
}

/** The machine, for the functions of `mealy.ts`, `compare.ts` and `explain-search.ts`. */
export function machineOfCompact(link: CompactLink, machine: CompactMachine): Mealy {
  return {
    letters: link.letters.length,
    states: machine.cells.map((row, state) =>
      row.map((_, letter) => {
        const cell = cellOf(link, machine, state, letter);
        return typeof cell === 'string' ? undefined : cell;
      }),
    ),
  };
}

/** The machine of a system, by the name of its file of results; `undefined` if it has none on this link. */
export function machineOfSystem({ machines }: CompactLink, target: string): CompactMachine | undefined {
  return machines.find(({ systems }) => systems.some((one) => one.target === target));
}

/** The position of a letter by its name, `a.write`; -1 if there is none. */
export function letterNamed({ letters }: CompactLink, name: string): number {
  return letters.findIndex(({ end, does }) => `${end}.${does}` === name);
}

/** A call of a path through a machine. */
export interface PathStep {
  letter: number;
  /** The state before the call. */
  from: number;
  cell: Cell;
}

/**
 * The path of a word from the start, call by call. It ends with the first step whose cell is `closed` or `beyond`: after that nothing is known, and later letters
 * are left out.
 */
export function pathOf(link: CompactLink, machine: CompactMachine, word: Word): PathStep[] {
  const steps: PathStep[] = [];
  let from = 0;
  for (const letter of word) {
    const cell = cellOf(link, machine, from, letter);
    steps.push({ letter, from, cell });
    if (typeof cell === 'string') break;
    from = cell.next;
  }
  return steps;
}

/** What one end saw: a call of its own in the alphabet's words, and its outcome as `CompactLink.outcomes` spells it (`n` for any count above 0). */
export interface SeenCall {
  does: string;
  outcome: string;
}

/**
 * What the other ends may have done so that the calls of `end`, from a new connection on and in this order, returned this: words with the fewest unseen calls
 * first, then longer ones, up to the limits. Empty if nothing explains it within them, or if a call is none of the end's. Takes milliseconds.
 */
export function explain(
  link: CompactLink,
  machine: CompactMachine,
  end: string,
  seen: readonly SeenCall[],
  limits: SearchLimits,
): Explanation[] {
  const calls = seen.map(({ does, outcome }) => ({ letter: letterNamed(link, `${end}.${does}`), output: outcome }));
  if (calls.some(({ letter }) => letter === -1)) return [];
  const hidden = link.letters.flatMap((letter, index) => (letter.end === end ? [] : [index]));
  return explanations(machineOfCompact(link, machine), calls, hidden, limits);
}
