import { outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import type { Cell } from '../../atlas/cell.ts';
import { byRank } from '../../atlas/group.ts';
import type { System } from '../../atlas/system.ts';
import { behavioursOf } from './encode-scenario.ts';
import { gaps, shown } from './letters.ts';
import { provenanceOf } from './provenance.ts';
import type { SystemRecord } from './site-file.ts';

/** What a system shows in each case: the number of a behaviour, or why it has none. */
type Shown = number | { state: string; words: string };

/**
 * All systems, each told by where it differs from the one before it that it is most like: a system that behaves as a known one is a line or two, whichever
 * and however many these are.
 */
export function encodeSystems(atlas: Atlas): SystemRecord[] {
  const sorted = atlas.systems.toSorted(byRank);
  const all = sorted.map((system) => ({ system, shows: showsOf(atlas, system, sorted[0]) }));
  return all.map(({ system, shows }, index) => {
    const like = nearest(shows, all.slice(0, index));
    return recordOf(atlas, system, shows, like);
  });
}

function showsOf(atlas: Atlas, system: System, foremost: System | undefined): Shown[] {
  return atlas.cases.map((theCase) => {
    const outcome = outcomeIn(atlas, theCase);
    const behaviour = outcome.behaviourOf[system.index];
    return behaviour === undefined ? gapOf(outcome.cellOf[system.index]) : behavioursOf(outcome, foremost).indexOf(behaviour);
  });
}

function gapOf(cell: Cell | undefined): Shown {
  if (cell === undefined) return { state: 'not run', words: 'no stored result has it' };
  if (cell.state === 'setup failed') return { state: cell.state, words: cell.what };
  if (cell.state === 'inconclusive' || cell.state === 'not run') return { state: cell.state, words: cell.why };
  return { state: cell.state, words: '' };
}

interface Candidate {
  system: System;
  shows: Shown[];
}

/** The first of those that differ in the fewest cases. */
function nearest(shows: readonly Shown[], before: readonly Candidate[]): Candidate | undefined {
  let best: { candidate: Candidate; distance: number } | undefined;
  for (const candidate of before) {
    const distance = shows.filter((one, index) => !isSame(one, candidate.shows[index])).length;
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate;
}

function isSame(one: Shown | undefined, other: Shown | undefined): boolean {
  if (typeof one === 'object' && typeof other === 'object') return one.state === other.state && one.words === other.words;
  return one === other;
}

function recordOf(atlas: Atlas, system: System, shows: readonly Shown[], like: Candidate | undefined): SystemRecord {
  const known: SystemRecord[4] = [];
  const letterOf = (one: Shown): string => {
    if (typeof one === 'number') return shown.of(one);
    const at = known.findIndex(([state, words]) => state === one.state && words === one.words);
    return gaps.of(at === -1 ? known.push([one.state, one.words]) - 1 : at);
  };
  const told: Record<string, string> = {};
  let index = 0;
  for (const scenario of atlas.scenarios) {
    const letters = scenario.cases.map(() => {
      const one = shows[index];
      const there = like === undefined ? 0 : like.shows[index];
      index += 1;
      return one === undefined || isSame(one, there) ? '.' : letterOf(one);
    });
    if (letters.some((letter) => letter !== '.')) told[scenario.id] = letters.join('').replace(/\.+$/, '');
  }
  return [system.id, identityIn(system), provenanceOf(system), like?.system.id ?? null, known, told];
}

function identityIn({ identity }: System): SystemRecord[1] {
  const { name, version, libc, runtime, arch, bits, distribution, declared, emulated } = identity;
  return { name, version, libc, runtime, arch, bits, distribution, declared, emulated };
}
