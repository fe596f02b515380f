import type { Atlas } from '../atlas/atlas.ts';
import { compare } from '../atlas/order.ts';
import type { System } from '../atlas/system.ts';
import { describe } from '../facts/describe.ts';
import { families } from '../facts/facts.ts';
import type { Family } from '../facts/facts.ts';
import { callsMade } from './call-made.ts';
import type { CallMade } from './call-made.ts';
import { callWords } from './call-words.ts';
import { plain, returningOf } from './returning.ts';
import type { Returning } from './returning.ts';

/** Calls that were made in the same state, as far as words tell, and returned the same. */
export interface Situation {
  /** The state before the call: `peer closed, our data unread`. */
  state: string;
  outcome: Returning;
  /** The calls: `read`, `recv with MSG_PEEK`. */
  calls: string[];
  families: Family[];
  /** Where that was seen. */
  systems: System[];
  /** Where calls of this sort in this state were measured. */
  measured: System[];
  /** A call of which that is so, in the case with the fewest steps: what is shown there is seen at once. */
  example: CallMade;
}

/** All that was measured of one call, on one family, in one state, with one outcome. */
interface Entry {
  state: string;
  outcome: Returning;
  name: string;
  family: Family;
  systems: Set<System>;
  /** Where this call in this state was measured, whatever it returned. Shared by all its outcomes. */
  measured: Set<System>;
  example: CallMade;
  /** Equal for entries that are one situation: the same state, outcome and systems. */
  likeness: string;
}

const known = new WeakMap<Atlas, Entry[]>();

/**
 * The situations of calls under each key that `keysOf` gives them, the plain ones first. The keys of a call must not depend on the case that it is in,
 * since calls that are alike are asked once.
 */
export function situationsBy(atlas: Atlas, keysOf: (call: CallMade) => readonly string[]): Map<string, Situation[]> {
  const byKey = new Map<string, Map<string, Entry[]>>();
  for (const entry of entriesOf(atlas)) {
    for (const key of keysOf(entry.example)) {
      const alike = byKey.get(key) ?? new Map<string, Entry[]>();
      byKey.set(key, alike);
      const own = alike.get(entry.likeness);
      if (own === undefined) alike.set(entry.likeness, [entry]);
      else own.push(entry);
    }
  }
  return new Map([...byKey].map(([key, alike]) => [key, [...alike.values()].map((own) => situationOf(atlas, own)).toSorted(byState)]));
}

function entriesOf(atlas: Atlas): Entry[] {
  const before = known.get(atlas);
  if (before !== undefined) return before;
  const entries = new Map<string, Entry>();
  const measured = new Map<string, Set<System>>();
  for (const call of callsMade(atlas)) {
    const [state, name, outcome] = [stateOf(call), callWords(call), returningOf(call)];
    // What was asked for is part of what a call is, and too long for its name.
    const place = [state, name, call.facts.family, call.asked.join()].join('\n');
    const there = measured.get(place) ?? new Set();
    measured.set(place, there);
    const key = `${place}\n${plain(outcome)}`;
    const entry: Entry = entries.get(key) ?? {
      state,
      outcome,
      name,
      family: call.facts.family,
      systems: new Set(),
      measured: there,
      example: call,
      likeness: '',
    };
    entries.set(key, entry);
    entry.example = simpler(entry.example, call);
    for (const system of call.systems) {
      there.add(system);
      entry.systems.add(system);
    }
  }
  const all = [...entries.values()];
  for (const entry of all) entry.likeness = [entry.state, plain(entry.outcome), indexes(entry.systems), indexes(entry.measured)].join('\n');
  known.set(atlas, all);
  return all;
}

/** The state before a call in words; for one that was waiting, also that. */
function stateOf({ atStart, facts }: CallMade): string {
  return atStart === undefined ? describe(facts) : `${describe(facts)} (the call was already waiting)`;
}

function situationOf(atlas: Atlas, entries: readonly Entry[]): Situation {
  const [first] = entries as [Entry, ...Entry[]];
  return {
    state: first.state,
    outcome: first.outcome,
    calls: [...new Set(entries.map(({ name }) => name))].toSorted(compare),
    families: families.filter((family) => entries.some((entry) => entry.family === family)),
    systems: atlas.systems.filter((system) => first.systems.has(system)),
    measured: atlas.systems.filter((system) => first.measured.has(system)),
    example: entries.reduce((best, { example }) => simpler(best, example), first.example),
  };
}

/** Of two calls the one in the shorter case; of equally short ones the first by the case's id. */
function simpler(one: CallMade, other: CallMade): CallMade {
  const order = other.case.steps.length - one.case.steps.length || compare(other.case.id, one.case.id);
  return order < 0 ? other : one;
}

function indexes(systems: ReadonlySet<System>): string {
  return [...systems]
    .map(({ index }) => index)
    .toSorted((one, other) => one - other)
    .join();
}

function byState(one: Situation, other: Situation): number {
  return (
    one.state.split(', ').length - other.state.split(', ').length ||
    compare(one.state, other.state) ||
    compare(plain(one.outcome), plain(other.outcome)) ||
    compare(one.calls.join(), other.calls.join())
  );
}
