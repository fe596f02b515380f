import type { Case, Scenario } from '../scenario/case.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Atlas, Subject } from '../atlas/atlas.ts';
import { axes, contextsOf, sortValues } from '../atlas/axis.ts';
import type { Axis } from '../atlas/axis.ts';
import type { Cell } from '../atlas/cell.ts';
import { essenceOf, trialsIn } from '../atlas/tally.ts';

/** A case in which systems part along one axis, at the first step where they do. */
export interface Parting {
  scenario: Scenario;
  case: Case;
  /** The step's label. */
  step: string;
  /** By place on the axis, what is given there. */
  given: Map<string, Set<string>>;
}

/** What one axis decides. */
export interface Deciding {
  axis: Axis;
  /** Places on the axis that were compared, sorted. */
  values: string[];
  /** Cases that were measured in at least two places. */
  compared: number;
  partings: Parting[];
}

/** For each axis along which at least two subjects can be compared, the cases that it decides. */
export function decidings(atlas: Atlas): Deciding[] {
  const unsteady = unsteadyCases(atlas);
  return axes.flatMap((axis) => {
    const contexts = contextsOf(axis, atlas.subjects);
    if (contexts.length === 0) return [];
    const found: Deciding = {
      axis,
      values: sortValues(contexts.flat().map(({ system }) => axis.valueOf(system))),
      compared: 0,
      partings: [],
    };
    for (const scenario of atlas.scenarios) {
      for (const theCase of scenario.cases) {
        if (!contexts.some((context) => measuredPlaces(axis, context, theCase) > 1)) continue;
        found.compared += 1;
        if (unsteady.has(theCase)) continue;
        const parting = partingIn(axis, contexts, scenario, theCase);
        if (parting !== undefined) found.partings.push(parting);
      }
    }
    return [found];
  });
}

/** Cases that even trials which waited did not agree on, on some subject: chance would decide who differs from whom. */
function unsteadyCases({ subjects, cases }: Atlas): Set<Case> {
  return new Set(
    cases.filter((theCase) =>
      subjects.some((subject) => {
        const cell = cellFor(subject, theCase);
        return cell.state === 'measured' && cell.determinism === 'varies';
      }),
    ),
  );
}

function measuredPlaces(axis: Axis, context: readonly Subject[], theCase: Case): number {
  const measured = context.filter((subject) => ['measured', 'unsupported'].includes(cellFor(subject, theCase).state));
  return new Set(measured.map(({ system }) => axis.valueOf(system))).size;
}

/** The first step at which two places of some context have nothing in common, with what the places of such contexts give there. */
function partingIn(axis: Axis, contexts: readonly Subject[][], scenario: Scenario, theCase: Case): Parting | undefined {
  for (const [index, { label }] of theCase.steps.entries()) {
    const given = new Map<string, Set<string>>();
    for (const context of contexts) {
      const here = givenIn(axis, context, theCase, index);
      const sets = [...here.values()];
      // Only where systems part: what is the same everywhere else says nothing of what decides here.
      if (!sets.some((one, at) => sets.slice(at + 1).some((other) => disjoint(one, other)))) continue;
      for (const [value, outcomes] of here) given.set(value, new Set([...(given.get(value) ?? []), ...outcomes]));
    }
    if (given.size > 0) return { scenario, case: theCase, step: label, given };
  }
  return undefined;
}

function givenIn(axis: Axis, context: readonly Subject[], theCase: Case, index: number): Map<string, Set<string>> {
  const given = new Map<string, Set<string>>();
  for (const subject of context) {
    const essence = essencesOf(cellFor(subject, theCase))[index];
    if (essence === undefined) continue;
    const value = axis.valueOf(subject.system);
    given.set(value, (given.get(value) ?? new Set()).add(essence));
  }
  return given;
}

/** Cells are shared by systems that saw the same, and asked for along every axis. */
const knownEssences = new WeakMap<Cell, (string | undefined)[]>();

/** What each step gives; undefined where it was not reached. */
function essencesOf(cell: Cell): (string | undefined)[] {
  const known = knownEssences.get(cell);
  if (known !== undefined) return known;
  const steps = cell.state === 'measured' || cell.state === 'unsupported' ? cell.steps : [];
  const essences = steps.map((tally) => (trialsIn(tally) === 0 ? undefined : essenceOf(tally)));
  knownEssences.set(cell, essences);
  return essences;
}

/** Whether two sets have nothing in common. */
export function disjoint(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return ![...one].some((value) => other.has(value));
}
