import type { Cell } from '../../atlas/cell.ts';
import { compare } from '../../atlas/order.ts';
import type { System } from '../../atlas/system.ts';
import { gaps, shown } from './letters.ts';
import type { Provenance, SystemRecord } from './site-file.ts';

/** A system and what it shows. */
export interface ReadSystem {
  system: System;
  provenance: Provenance;
  /** For each of so many cases of a scenario, the number of the behaviour that it shows there; a cell of its own where it has none. */
  shownIn: (scenario: string, cases: number) => readonly (number | Cell)[];
}

/** Reads all systems. They come sorted by id, as in an atlas. Throws if the data is damaged. */
export function readSystems(records: readonly SystemRecord[]): ReadSystem[] {
  const known = new Map<string, ReadSystem>();
  for (const record of records) known.set(record[0], readSystem(record, known));
  const sorted = [...known.values()].toSorted((one, other) => compare(one.system.id, other.system.id));
  for (const [index, { system }] of sorted.entries()) system.index = index;
  return sorted;
}

function readSystem([id, identity, provenance, likeId, own, shows]: SystemRecord, known: ReadonlyMap<string, ReadSystem>): ReadSystem {
  const like = likeId === null ? undefined : known.get(likeId);
  if (likeId !== null && like === undefined) throw new Error(`${id} is told by ${likeId}, which is not there`);
  const [named, how, when, by, agent] = provenance;
  const cells = own.map((gap) => gapOf(gap, id));
  const before = new Map<string, readonly (number | Cell)[]>();
  const read = (scenario: string, cases: number): readonly (number | Cell)[] => {
    const there = like?.shownIn(scenario, cases) ?? Array.from({ length: cases }, () => 0);
    if (!Object.hasOwn(shows, scenario)) return there;
    const letters = (shows[scenario] ?? '').split('');
    return there.map((one, index) => {
      const letter = letters[index] ?? '.';
      return letter === '.' ? one : (shown.at(letter) ?? existing(cells[gaps.at(letter) ?? -1], id));
    });
  };
  return {
    system: { index: 0, id, target: id, identity, runs: [] },
    provenance: { named, how, when, by, agent },
    shownIn(scenario, cases) {
      const there = before.get(scenario) ?? read(scenario, cases);
      before.set(scenario, there);
      return there;
    },
  };
}

function existing<Thing>(thing: Thing | undefined, id: string): Thing {
  if (thing === undefined) throw new Error(`the data of ${id} is damaged`);
  return thing;
}

function gapOf([state, words]: SystemRecord[4][number], id: string): Cell {
  switch (state) {
    case 'stale':
      return { state, systems: [] };
    case 'setup failed':
      return { state, systems: [], what: words };
    case 'inconclusive':
    case 'not run':
      return { state, systems: [], why: words };
    default:
      throw new Error(`the data of ${id} is damaged`);
  }
}
