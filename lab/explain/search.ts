import type { Cause, Place } from './cause.ts';
import type { Query, Term } from './query.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What is searched. */
export interface Catalogue {
  causes: readonly Cause[];
  vocabulary: Vocabulary;
  /** By a scenario's id: its id, title and question, in which `text:` looks. */
  scenarios: ReadonlyMap<string, string>;
}

/** Cells that satisfy all terms of a query. */
export interface Match {
  cause: Cause;
  place: Place;
}

/** All cells that satisfy every term at once, in the order of the causes. A scenario is found if one of its cells is. */
export function search({ terms }: Pick<Query, 'terms'>, catalogue: Catalogue): Match[] {
  const tests = terms.map((term) => ({ not: term.not, test: testOf(term, catalogue) }));
  return catalogue.causes.flatMap((cause) =>
    cause.seen.flatMap((place) => (tests.every(({ not, test }) => test(cause, place) !== not) ? [{ cause, place }] : [])),
  );
}

/** The ids of the systems that one word of a query names: by id, kernel, version, libc, architecture, or the beginning of an id. */
export function systemsNamed(word: string, { systems }: Vocabulary): ReadonlySet<string> {
  const named = systems.filter(({ words }) => words.some((one) => one === word || (word.length > 3 && one.startsWith(`${word}-`))));
  return new Set(named.map(({ id }) => id));
}

type Test = (cause: Cause, place: Place) => boolean;

function testOf({ key, value }: Term, catalogue: Catalogue): Test {
  switch (key) {
    case 'call':
      return ({ call }, { calls }) => call === value || calls.some((one) => one === value || one.startsWith(`${value} `));
    case 'outcome':
      return ({ outcome, signal }) => isOutcome(value, outcome, signal);
    case 'link':
      return (cause, { links }) => links.includes(value) || isLink(value, cause.link);
    case 'on': {
      const ids = new Set(value.split(',').flatMap((word) => [...systemsNamed(word, catalogue.vocabulary)]));
      return (_, { on }) => on.some((id) => ids.has(id));
    }
    case 'state':
      return ({ state }) => state.toLowerCase().includes(value);
    case 'is':
      return isTest(value, catalogue);
    case 'count':
      return (cause, place) => kernelsAt(cause, place, catalogue) === Number(value);
    case 'differ':
    case 'agree':
      return pairTest(key, value, catalogue);
    case 'text':
      return (cause, { scenario }) =>
        (catalogue.scenarios.get(scenario) ?? scenario).toLowerCase().includes(value) || cause.state.toLowerCase().includes(value);
    default:
      return key satisfies never;
  }
}

/** Whether an outcome is what a query calls so: an error, a signal that came along, or one of a poll's events. */
function isOutcome(wanted: string, outcome: string, signal: string | undefined): boolean {
  if (wanted === outcome || wanted === signal) return true;
  return wanted.startsWith('POLL') && outcome.split('|').includes(wanted.slice('POLL'.length));
}

function isLink(wanted: string, link: Cause['link']): boolean {
  const lower = link.toLowerCase();
  if (wanted === 'unix' || wanted === 'af_unix') return lower.startsWith('af_unix');
  if (wanted === 'inet') return ['tcp', 'udp', 'mptcp'].includes(lower);
  if (wanted === 'dgram') return lower.endsWith('datagram');
  return (
    lower === wanted ||
    lower.endsWith(` ${wanted}`) ||
    lower.replace('af_', '') === wanted ||
    lower.replace('af_', '').replace(' ', '-') === wanted
  );
}

function isTest(value: string, catalogue: Catalogue): Test {
  const { spotsAt } = indexOf(catalogue);
  switch (value) {
    case 'different':
      return (cause, place) => spotsAt(cause, place).some(({ size }) => size > 1);
    case 'same':
      return (cause, place) => spotsAt(cause, place).every(({ size }) => size === 1);
    case 'lost':
      return ({ ours, theirs }) => ours === 'lost' || theirs === 'lost';
    default:
      return (_, { timing }) => timing === value;
  }
}

function pairTest(key: 'differ' | 'agree', value: string, catalogue: Catalogue): Test {
  const { spotsAt } = indexOf(catalogue);
  const [one, other] = value.split(',').map((word) => systemsNamed(word, catalogue.vocabulary));
  const shown = (spot: Spot, ids: ReadonlySet<string> | undefined): string[] =>
    [...spot].filter(([, on]) => [...on].some((id) => ids?.has(id) === true)).map(([outcome]) => outcome);
  return (cause, place) =>
    spotsAt(cause, place).some((spot) => {
      const [first, second] = [shown(spot, one), shown(spot, other)];
      if (first.length === 0 || second.length === 0) return false;
      if (key === 'differ') return !first.some((outcome) => second.includes(outcome));
      return first.length === second.length && first.every((outcome) => second.includes(outcome));
    });
}

/** On how many kernels (by name: all versions of Linux are one) a scenario shows a cause. */
function kernelsAt(cause: Cause, { scenario }: Place, { vocabulary }: Catalogue): number {
  const ids = new Set(cause.seen.filter((place) => place.scenario === scenario).flatMap(({ on }) => on));
  return new Set(vocabulary.systems.filter(({ id }) => ids.has(id)).map(({ kernel }) => kernel)).size;
}

/** What one call on one link of a scenario returned in one state, by outcome with its signal: the systems. */
type Spot = ReadonlyMap<string, ReadonlySet<string>>;

interface Index {
  /** The spots of a place: one for each of its calls on each of its links. */
  spotsAt: (cause: Cause, place: Place) => Spot[];
}

const known = new WeakMap<readonly Cause[], Index>();

/** Made once a list of causes. */
function indexOf({ causes }: Catalogue): Index {
  const before = known.get(causes);
  if (before !== undefined) return before;
  const spots = new Map<string, Map<string, Set<string>>>();
  const keysOf = ({ call, link, state }: Cause, { scenario, calls, links }: Place): string[] =>
    calls.flatMap((name) => links.map((via) => [scenario, call, link, state, name, via].join('\n')));
  for (const cause of causes) {
    const outcome = `${cause.outcome}+${cause.signal ?? ''}`;
    for (const place of cause.seen) {
      for (const key of keysOf(cause, place)) {
        const spot = spots.get(key) ?? new Map<string, Set<string>>();
        spots.set(key, spot);
        const on = spot.get(outcome) ?? new Set();
        spot.set(outcome, on);
        for (const id of place.on) on.add(id);
      }
    }
  }
  const index: Index = { spotsAt: (cause, place) => keysOf(cause, place).flatMap((key) => spots.get(key) ?? []) };
  known.set(causes, index);
  return index;
}
