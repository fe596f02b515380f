import { distinct, nameAmong } from '../atlas/group-name.ts';
import type { System } from '../atlas/system.ts';
import type { Family } from '../facts/facts.ts';
import type { Situation } from '../findings/situation.ts';
import { allOf, someOf } from '../prose.ts';
import { escape, link, table } from './markdown.ts';
import { returningText } from './returning-text.ts';

/** More calls than this in one cell are counted. */
const mostCalls = 5;

/** Situations as a table: the state before, calls, sorts of sockets, systems, and one scenario each. `base` leads to `reports/`. */
export function situationTable(all: readonly Situation[], base: string, shown: { outcome: boolean }): string {
  return table(
    ['before the call', ...(shown.outcome ? ['returned'] : []), 'calls', 'on', 'systems', 'e.g.'],
    all.map((one) => [
      escape(one.state),
      ...(shown.outcome ? [returningText(one.outcome)] : []),
      escape(someOf(one.calls, mostCalls)),
      escape(familiesText(one.families)),
      escape(systemsText(one.systems, one.measured)),
      link(escape(one.example.scenario.id), `${base}scenarios/${one.example.scenario.id}.md`),
    ]),
  );
}

/** `AF_UNIX stream and seqpacket, TCP`. */
export function familiesText(families: readonly Family[]): string {
  const unix = families.filter((family) => family.startsWith('AF_UNIX ')).map((family) => family.slice('AF_UNIX '.length));
  const others = families.filter((family) => !family.startsWith('AF_UNIX '));
  return [...(unix.length === 0 ? [] : [`AF_UNIX ${allOf(unix)}`]), ...others].join(', ');
}

/** The kernels on which something was seen: their names where all versions that were asked show it, else with what divides them. */
export function systemsText(seen: readonly System[], asked: readonly System[]): string {
  const [first] = asked;
  if (first === undefined) return '';
  const known = knownTexts.get(first) ?? new Map<string, string>();
  knownTexts.set(first, known);
  const key = `${indexes(seen)} ${indexes(asked)}`;
  const text = known.get(key) ?? namesOf(seen, asked);
  known.set(key, text);
  return text;
}

/** By the first of the systems asked, which stands for its atlas, and which systems of that it is about. A hundred sets come ten thousand times. */
const knownTexts = new WeakMap<System, Map<string, string>>();

function indexes(systems: readonly System[]): string {
  return systems.map(({ index }) => index).join();
}

function namesOf(seen: readonly System[], asked: readonly System[]): string {
  return distinct(seen, ({ identity }) => identity.name)
    .map((name) => {
      const ofName = ({ identity }: System): boolean => identity.name === name;
      return nameAmong(seen.filter(ofName), asked.filter(ofName));
    })
    .join(', ');
}
