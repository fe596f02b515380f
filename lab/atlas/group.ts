import type { Case, Scenario } from '../scenario/case.ts';
import { cellFor, compare } from './atlas.ts';
import type { Subject } from './atlas.ts';
import { commonest } from './cell.ts';
import type { Cell, Determinism } from './cell.ts';

/** Systems that behave alike on the cases compared. They share a column. */
export interface Group {
  /** Sorted by id, never empty. */
  members: Subject[];
}

/**
 * Divides subjects into groups that behave alike on all the cases. Two rules keep chance and ignorance out of it:
 *
 * - Where trials do not all agree, what they give back-to-back does not count; and where even trials that waited for the sockets to settle differ, the
 *   case does not part systems of the same kernel name, since chance would decide which of them saw what. Whether a case is unsteady is therefore
 *   asked of all subjects with that kernel name together.
 * - A cell that is not measured is like no measured one. A subject with gaps joins another group only if it agrees with it wherever it was measured,
 *   was measured in at least half as many cases, nowhere that the group was not, and if no other group would do as well.
 *
 * The order of subjects and cases does not matter. Groups come with the largest first, then by their first member's id; one that knows nothing last.
 */
export function groupAlike(subjects: readonly Subject[], cases: readonly Case[]): Group[] {
  const unsteady = unsteadyCases(subjects, cases);
  const classes = new Map<string, Candidate>();
  for (const subject of subjects) {
    const behaviour = cases.map((theCase) => behaviourOf(cellFor(subject, theCase), subject, unsteady.get(key(subject, theCase))));
    const text = JSON.stringify(behaviour);
    const found = classes.get(text) ?? { behaviour, members: [] };
    found.members.push(subject);
    classes.set(text, found);
  }
  return joined([...classes.values()])
    .map(({ behaviour, members }) => ({
      isKnown: behaviour.some((one) => one !== undefined),
      members: members.toSorted((one, other) => compare(one.id, other.id)),
    }))
    .toSorted(
      (one, other) =>
        Number(other.isKnown) - Number(one.isKnown) || other.members.length - one.members.length || compare(idOf(one), idOf(other)),
    )
    .map(({ members }) => ({ members }));
}

/** The subjects that have anything to say of a scenario, if only that it failed: a column of those that never ran it would hold nothing. */
export function concerned(subjects: readonly Subject[], scenario: Scenario): Subject[] {
  return subjects.filter((subject) => scenario.cases.some((theCase) => cellFor(subject, theCase).state !== 'not run'));
}

interface Candidate {
  /** Per case; undefined where nothing was measured. */
  behaviour: (string | undefined)[];
  members: Subject[];
}

function behaviourOf(cell: Cell, { system }: Subject, unsteady: Determinism | undefined): string | undefined {
  // What a system lacks is something that it does. A set-up that failed answers nothing about the question asked.
  if (cell.state === 'unsupported') return `unsupported: ${cell.what}`;
  if (cell.state !== 'measured') return undefined;
  if (unsteady === 'varies') return JSON.stringify(['varies', system.name]);
  const calm = commonest(cell.answers, 'settled') ?? commonest(cell.answers, 'back-to-back');
  return JSON.stringify(unsteady === undefined ? [calm] : [calm, system.name]);
}

function key(subject: Subject, theCase: Case): string {
  return `${subject.system.name} ${theCase.id}`;
}

/** The cases that are unsteady on some subject, by kernel name and case. */
function unsteadyCases(subjects: readonly Subject[], cases: readonly Case[]): Map<string, Determinism> {
  const found = new Map<string, Determinism>();
  for (const subject of subjects) {
    for (const theCase of cases) {
      const cell = cellFor(subject, theCase);
      if (cell.state !== 'measured' || cell.determinism === 'deterministic') continue;
      if (found.get(key(subject, theCase)) !== 'varies') found.set(key(subject, theCase), cell.determinism);
    }
  }
  return found;
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
  return [...kept].map(([one, members]) => ({ behaviour: one.behaviour, members }));
}

function belongsTo(one: Candidate, other: Candidate): boolean {
  const known = one.behaviour.filter((behaviour) => behaviour !== undefined).length;
  const knownThere = other.behaviour.filter((behaviour) => behaviour !== undefined).length;
  return (
    known < knownThere &&
    known * 2 >= knownThere &&
    one.behaviour.every((behaviour, index) => behaviour === undefined || behaviour === other.behaviour[index])
  );
}

function idOf(group: Group): string {
  return group.members[0]?.id ?? '';
}
