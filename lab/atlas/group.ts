import type { Case, Scenario } from '../scenario/case.ts';
import { cellFor, outcomeIn } from './atlas.ts';
import type { Atlas } from './atlas.ts';
import type { Cell } from './cell.ts';
import { compareVersions } from './kernel-version.ts';
import { compare } from './order.ts';
import type { System } from './system.ts';

/** Systems that show the same behaviours in the cases compared. They share a column. */
export interface Group {
  /** Sorted by id, never empty. */
  members: System[];
}

/**
 * Divides systems into groups that show the same behaviours in all the cases. A gap is like no behaviour: a system with gaps joins another group only if
 * it shows the same wherever it was measured, was measured in at least half as many cases, nowhere that the group was not, and if no other group would
 * do as well. The order of systems and cases does not matter. Groups come in the order of their foremost members: the newest Linux first, since most readers
 * run it, so that another system that behaves as a known one changes no order; those of which nothing is known last.
 */
export function groupAlike(atlas: Atlas, systems: readonly System[], cases: readonly Case[]): Group[] {
  const columns = cases.map((theCase) => {
    const { behaviours, behaviourOf } = outcomeIn(atlas, theCase);
    return behaviourOf.map((behaviour) => (behaviour === undefined ? undefined : behaviours.indexOf(behaviour)));
  });
  const classes = new Map<string, Candidate>();
  for (const system of systems) {
    const shown = columns.map((column) => column[system.index]);
    const text = shown.join(' ');
    const found = classes.get(text) ?? { shown, members: [] };
    found.members.push(system);
    classes.set(text, found);
  }
  return joined([...classes.values()])
    .map(({ shown, members }) => ({
      isKnown: shown.some((one) => one !== undefined),
      foremost: members.toSorted(byRank)[0],
      members: members.toSorted((one, other) => compare(one.id, other.id)),
    }))
    .toSorted((one, other) => {
      const [first, second] = [one.foremost, other.foremost];
      return Number(other.isKnown) - Number(one.isKnown) || (first === undefined || second === undefined ? 0 : byRank(first, second));
    })
    .map(({ members }) => ({ members }));
}

/** What most readers run comes first: Linux, its newest release, with glibc, on x86_64. */
export function byRank({ identity: one, ...system }: System, { identity: other, ...otherSystem }: System): number {
  return (
    Number(other.name === 'linux') - Number(one.name === 'linux') ||
    compare(one.name, other.name) ||
    compareVersions(other.version ?? '', one.version ?? '') ||
    Number(other.libc.name === 'glibc') - Number(one.libc.name === 'glibc') ||
    Number(other.arch === 'x86_64') - Number(one.arch === 'x86_64') ||
    other.bits - one.bits ||
    compare(system.id, otherSystem.id)
  );
}

/**
 * The systems that have anything to say of a scenario as it is today, if only that it failed: a column of those that never ran it, or only when it was
 * another, would hold nothing.
 */
export function concerned(atlas: Atlas, scenario: Scenario): System[] {
  return atlas.systems.filter((system) => scenario.cases.some((theCase) => isConcerned(cellFor(atlas, system, theCase))));
}

function isConcerned({ state }: Cell): boolean {
  return state !== 'not run' && state !== 'stale';
}

interface Candidate {
  /** Per case which of its behaviours is shown; undefined where nothing was measured. */
  shown: (number | undefined)[];
  members: System[];
}

/** Lets each class with gaps join the one class that it could belong to. Classes without a superior stay, so the order does not matter. */
function joined(classes: Candidate[]): Candidate[] {
  const superiors = new Map(classes.map((one) => [one, classes.filter((other) => other !== one && belongsTo(one, other))]));
  const kept = new Map(classes.map((one) => [one, [...one.members]]));
  for (const [one, above] of superiors) {
    const highest = above.filter((other) => superiors.get(other)?.length === 0);
    const [only] = highest;
    if (only === undefined || highest.length > 1) continue;
    kept.get(only)?.push(...one.members);
    kept.delete(one);
  }
  return [...kept].map(([one, members]) => ({ shown: one.shown, members }));
}

function belongsTo(one: Candidate, other: Candidate): boolean {
  const known = one.shown.filter((shown) => shown !== undefined).length;
  const knownThere = other.shown.filter((shown) => shown !== undefined).length;
  return (
    known < knownThere && known * 2 >= knownThere && one.shown.every((shown, index) => shown === undefined || shown === other.shown[index])
  );
}
