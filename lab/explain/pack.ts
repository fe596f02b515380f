import { families } from '../facts/facts.ts';
import type { Cause, Place, Received, Sent } from './cause.ts';

/**
 * Causes as a table for a file: every text, and every set of them, stands once, and rows name them by position. Read it with `unpackCauses`; its form is
 * nobody else's business, and changes when a shorter one is found.
 */
export interface CauseTable {
  /** Texts that several columns have, each column its own. */
  words: Record<Column, readonly string[]>;
  /** By a state's position: the state, and what was done, in pieces. */
  states: readonly (readonly [state: readonly number[], did: readonly number[]])[];
  /** Sets of calls, of links and of systems, by their words' positions. */
  sets: readonly (readonly number[])[];
  /** What places have beside their scenario, the most frequent first: `[calls, links, on, timing]`, the first three sets; no timing where it is 0. */
  cells: readonly (readonly number[])[];
  rows: readonly CauseRow[];
}

/**
 * `[call, outcome, link, state, asked, fates, cases, [scenario, rest, step], places]`. `places` are pairs: how far the scenario is from the pair before, and a
 * cell. The example is the scenario, the rest of the case's id, and the step.
 */
type CauseRow = readonly [
  call: number,
  outcome: number,
  link: number,
  state: number,
  asked: number,
  fates: number,
  cases: number,
  example: readonly [scenario: number, rest: number, step: number],
  places: readonly number[],
];

const columns = ['call', 'outcome', 'piece', 'sentence', 'scenario', 'rest', 'name', 'via', 'system'] as const;
type Column = (typeof columns)[number];
const fates: readonly (Sent | Received)[] = ['none', 'waiting', 'readable', 'lost', 'varies', 'unknown'];
const timings: readonly Place['timing'][] = ['deterministic', 'timing-dependent', 'flaky'];

/** Packs causes. Equal causes in equal order make equal tables. */
export function packCauses(causes: readonly Cause[]): CauseTable {
  const words = eachColumn(() => new Numbers());
  const sets = new Numbers();
  const setOf = (column: 'name' | 'via' | 'system', all: readonly string[]): number =>
    sets.of(JSON.stringify(all.map((one) => words[column].of(one))));
  const cellOf = ({ calls, links, on, timing }: Place): string => {
    const timed = timing === 'deterministic' ? [] : [timings.indexOf(timing)];
    return JSON.stringify([setOf('name', calls), setOf('via', links), setOf('system', on), ...timed]);
  };
  for (const name of [...new Set(causes.flatMap(({ seen }) => seen.map(({ scenario }) => scenario)))].sort()) words.scenario.of(name);
  const cells = mostFrequent(causes.flatMap(({ seen }) => seen.map(cellOf)));
  const states = new Numbers();
  const rows = causes.map((cause): CauseRow => {
    const pieces = cause.state.split(', ').map((piece) => words.piece.of(piece));
    const sentences = cause.did.split('. ').map((sentence) => words.sentence.of(sentence));
    const [scenario = '', ...rest] = cause.example.case.split('/');
    let before = 0;
    const places = cause.seen.flatMap((place) => {
      const at = words.scenario.of(place.scenario);
      const step = at - before;
      before = at;
      return [step, cells.of(cellOf(place))];
    });
    return [
      words.call.of(cause.call),
      words.outcome.of(cause.signal === undefined ? cause.outcome : `${cause.outcome}+${cause.signal}`),
      families.indexOf(cause.link),
      states.of(JSON.stringify([pieces, sentences])),
      setOf('system', cause.asked),
      fates.indexOf(cause.ours) * fates.length + fates.indexOf(cause.theirs),
      cause.cases,
      [words.scenario.of(scenario), words.rest.of(rest.join('/')), cause.example.step],
      places,
    ];
  });
  return {
    words: eachColumn((column) => words[column].all),
    states: states.all.map((text) => JSON.parse(text) as [number[], number[]]),
    sets: sets.all.map((text) => JSON.parse(text) as number[]),
    cells: cells.all.map((text) => JSON.parse(text) as number[]),
    rows,
  };
}

/** The causes of a table, in its order. Sets that are equal are one object. */
export function unpackCauses({ words, states, sets, cells, rows }: CauseTable): Cause[] {
  const columnOf = [
    new Map<number, readonly string[]>(),
    new Map<number, readonly string[]>(),
    new Map<number, readonly string[]>(),
  ] as const;
  const setAt = (column: 'name' | 'via' | 'system', index: number): readonly string[] => {
    const known = columnOf[column === 'name' ? 0 : column === 'via' ? 1 : 2];
    const set = known.get(index) ?? (sets[index] ?? []).map((word) => words[column][word] ?? '');
    known.set(index, set);
    return set;
  };
  const places = cells.map(([calls = 0, links = 0, on = 0, timing = 0]) => ({
    calls: setAt('name', calls),
    links: setAt('via', links),
    on: setAt('system', on),
    timing: timings[timing] ?? 'deterministic',
  }));
  const spelled = states.map(([pieces, sentences]) => ({
    state: pieces.map((piece) => words.piece[piece]).join(', '),
    did: sentences.map((sentence) => words.sentence[sentence]).join('. '),
  }));
  const unions = new Map<string, readonly string[]>();
  return rows.map(([call, outcome, link, state, asked, fate, cases, [scenario, rest, step], pairs]): Cause => {
    let at = 0;
    const seen: Place[] = [];
    for (let pair = 0; pair < pairs.length; pair += 2) {
      at += pairs[pair] ?? 0;
      const place = places[pairs[pair + 1] ?? 0];
      if (place !== undefined) seen.push({ scenario: words.scenario[at] ?? '', ...place });
    }
    const [word = '', signal] = (words.outcome[outcome] ?? '').split('+');
    const name = words.scenario[scenario] ?? '';
    const behind = words.rest[rest] ?? '';
    return {
      call: words.call[call] ?? '',
      calls: unionOf(
        seen.map((place) => place.calls),
        unions,
      ),
      outcome: word,
      signal,
      link: families[link] ?? 'other',
      links: unionOf(
        seen.map((place) => place.links),
        unions,
      ),
      ...(spelled[state] ?? { state: '', did: '' }),
      on: unionOf(
        seen.map((place) => place.on),
        unions,
      ),
      asked: setAt('system', asked),
      cases,
      ours: fates[Math.floor(fate / fates.length)] as Sent,
      theirs: fates[fate % fates.length] as Received,
      seen,
      example: { case: behind === '' ? name : `${name}/${behind}`, step },
    };
  });
}

function eachColumn<T>(make: (column: Column) => T): Record<Column, T> {
  return Object.fromEntries(columns.map((column) => [column, make(column)])) as Record<Column, T>;
}

/** All words that are in one of these sets, sorted. */
function unionOf(all: readonly (readonly string[])[], known: Map<string, readonly string[]>): readonly string[] {
  const distinct = [...new Set(all)];
  const [only] = distinct;
  if (only !== undefined && distinct.length === 1) return only;
  const union = [...new Set(distinct.flat())].sort();
  const key = union.join('\n');
  const before = known.get(key) ?? union;
  known.set(key, before);
  return before;
}

/** Numbers for texts, from 0, in the order in which they come. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get all(): string[] {
    return [...this.#numbers.keys()];
  }
}

/** Numbers for these texts, the most frequent first. */
function mostFrequent(texts: readonly string[]): Numbers {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const numbers = new Numbers();
  for (const [text] of [...counts].sort(([, one], [, other]) => other - one)) numbers.of(text);
  return numbers;
}
