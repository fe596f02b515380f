import type { Facts } from '../facts/facts.ts';
import type { Alphabet } from './alphabet.ts';
import { accessWords, stateAfter, transitionOf, type Mealy, type Word } from './mealy.ts';
import { endsOf, factsOfStates, spell, stateNames } from './state-names.ts';

/** A state in a diagram. */
export interface DiagramState {
  state: number;
  name: string;
  /** What the peer did on the shortest way to it. */
  group: string;
  onPath: boolean;
}

/** One or more transitions from one state to another. */
export interface DiagramEdge {
  from: number;
  to: number;
  /** A call each, and what it returned where that says something: `a.read ECONNRESET`. */
  labels: string[];
  /** Which calls of the path take it, counted from 1. */
  steps: number[];
}

/** What a diagram shows of a machine. */
export interface Diagram {
  states: DiagramState[];
  edges: DiagramEdge[];
}

/** What most calls return that change a state and nothing else. */
const ordinary = new Set(['0', 'n', 'done']);

/**
 * The part of a machine that a picture can show: the states in which the first end is open; for each the call that leads to it on the shortest way, and besides every
 * close of another end and every read and SO_ERROR of the first that leads to another state. Everything else is in the tables. The path of a word is added with all of
 * its states and calls that change something; calls of the word that cannot be made are left out.
 */
export function diagramOf(alphabet: Alphabet, machine: Mealy, path: Word = []): Diagram {
  const facts = factsOfStates(alphabet, machine);
  const names = stateNames(alphabet, machine);
  const made = path.filter((letter, index) => transitionOf(machine, stateAfter(machine, path.slice(0, index)), letter) !== undefined);
  const visited = new Set(made.map((_, index) => stateAfter(machine, made.slice(0, index + 1))));
  if (made.length > 0) visited.add(0);
  const isShown = (state: number): boolean => visited.has(state) || facts[state] !== undefined;
  const edges = new Map<string, DiagramEdge>();
  const draw = (from: number, letter: number, step?: number): void => {
    const transition = transitionOf(machine, from, letter);
    if (transition === undefined || transition.next === from || !isShown(from) || !isShown(transition.next)) return;
    const key = `${from} ${transition.next}`;
    const edge = edges.get(key) ?? { from, to: transition.next, labels: [], steps: [] };
    const label = spell(alphabet, [letter]) + (ordinary.has(transition.output) ? '' : ` ${transition.output}`);
    if (!edge.labels.includes(label)) edge.labels.push(label);
    if (step !== undefined) edge.steps.push(step);
    edges.set(key, edge);
  };
  for (const word of accessWords(machine).values()) {
    const last = word.at(-1);
    if (last !== undefined) draw(stateAfter(machine, word.slice(0, -1)), last);
  }
  for (const [state] of machine.states.entries()) for (const letter of telling(alphabet)) draw(state, letter);
  for (const [index, letter] of made.entries()) draw(stateAfter(machine, made.slice(0, index)), letter, index + 1);
  return {
    states: machine.states.flatMap((_, state) =>
      isShown(state) ? [{ state, name: names[state] ?? '', group: groupOf(facts[state]), onPath: visited.has(state) }] : [],
    ),
    edges: [...edges.values()],
  };
}

/** The letters whose transitions are shown from every state. */
function telling(alphabet: Alphabet): number[] {
  const [first] = endsOf(alphabet);
  return alphabet.letters.flatMap(({ name, calls }, letter) => {
    const isOwn = name.startsWith(`${first}.`);
    const does = calls.at(-1)?.does.kind;
    const isTelling = isOwn ? does === 'reads' || does === 'takes error' : does === 'closes';
    return isTelling ? [letter] : [];
  });
}

function groupOf(facts: Facts | undefined): string {
  if (facts === undefined) return 'we closed';
  const { peer } = facts;
  if (peer === undefined) return 'nobody at the other end';
  if (peer.gone !== undefined) return peer.gone.lingerZero === false ? 'the peer closed' : 'the peer closed with SO_LINGER 0';
  if (peer.shutRead === true && peer.shutWrite === true) return 'the peer shut both directions';
  if (peer.shutRead === true) return 'the peer shut SHUT_RD';
  if (peer.shutWrite === true) return 'the peer shut SHUT_WR';
  return 'the peer has its end open';
}
