import type { Case, Scenario } from '../scenario/case.ts';
import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas, CaseOutcome } from '../atlas/atlas.ts';
import type { Behaviour } from '../atlas/behaviour.ts';
import { axes, contextsOf, sortValues } from '../atlas/axis.ts';
import type { Axis } from '../atlas/axis.ts';
import { named } from '../atlas/identity.ts';
import { libcEvidence } from '../atlas/libc-evidence.ts';
import type { LibcEvidence } from '../atlas/libc-evidence.ts';
import type { System } from '../atlas/system.ts';

/** A step of a case in which systems differ along one axis. */
export interface Difference {
  scenario: Scenario;
  case: Case;
  /** The step's label. */
  step: string;
  /** By place on the axis, what is returned there. */
  returned: Map<string, Set<string>>;
}

/** What one axis decides. */
export interface AxisFinding {
  axis: Axis;
  /** Places on the axis that were compared, sorted. */
  values: string[];
  /** Cases that were measured in at least two places. */
  compared: number;
  /** Every step of every case in which places differ, in the order of the cases and their steps. */
  differences: Difference[];
}

/** For each axis along which at least two systems can be compared, where they differ along it. */
export function differencesByAxis(atlas: Atlas): AxisFinding[] {
  const evidence = libcEvidence(atlas.systems);
  return axes.flatMap((axis) => {
    const contexts = contextsOf(axis, atlas.systems).map((context) => context.map((system) => standingOf(axis, system)));
    if (contexts.length === 0) return [];
    const found: AxisFinding = { axis, values: [], compared: 0, differences: [] };
    const values = new Set<string>();
    // Where all systems show one behaviour, and the same ones were measured, the same places are compared.
    const agreeing = new Map<string, Places[]>();
    for (const scenario of atlas.scenarios) {
      for (const theCase of scenario.cases) {
        const outcome = outcomeIn(atlas, theCase);
        const key = outcome.behaviours.length > 1 ? undefined : (outcome.behaviours[0]?.systems.map(({ index }) => index).join() ?? '');
        const sets =
          (key === undefined ? undefined : agreeing.get(key)) ??
          contexts.flatMap((context) => comparable(axis, context, outcome, evidence));
        if (key !== undefined) agreeing.set(key, sets);
        if (sets.length === 0) continue;
        found.compared += 1;
        for (const places of sets) for (const place of places.keys()) values.add(place);
        if (key === undefined) found.differences.push(...differencesIn(sets, outcome, scenario, theCase));
      }
    }
    return found.compared === 0 ? [] : [{ ...found, values: sortValues(values) }];
  });
}

/** How many cases have a difference. */
export function casesIn(differences: readonly Difference[]): number {
  return new Set(differences.map((difference) => difference.case)).size;
}

/** Whether two sets have nothing in common. */
export function disjoint(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return ![...one].some((value) => other.has(value));
}

/** A system on an axis. */
interface Standing {
  index: number;
  place: string;
  libc: string;
}

function standingOf(axis: Axis, { index, identity }: System): Standing {
  return { index, place: axis.valueOf(identity), libc: named(identity.libc) };
}

/** By place on an axis, the behaviours that are shown there. */
type Places = Map<string, Set<Behaviour>>;

/** The sets of places of a context that were measured in a case and differ in nothing else that could matter there; each of at least two. */
function comparable(axis: Axis, context: readonly Standing[], outcome: CaseOutcome, evidence: LibcEvidence): Places[] {
  const known = context.filter(({ index }) => outcome.behaviourOf[index] !== undefined);
  const libcs = axis.libc === 'may differ' ? new Set(known.map(({ libc }) => libc)) : [undefined];
  return [...libcs].flatMap((base) => {
    const fitting = new Map<string, boolean>();
    const places: Places = new Map();
    for (const { index, place, libc } of known) {
      const behaviour = outcome.behaviourOf[index];
      if (behaviour === undefined) continue;
      const fits = fitting.get(libc) ?? (base === undefined || evidence(outcome, base, libc));
      fitting.set(libc, fits);
      if (fits) places.set(place, (places.get(place) ?? new Set()).add(behaviour));
    }
    return places.size > 1 ? [places] : [];
  });
}

/** Each step at which two places of some set have nothing in common, with what the places of such sets return there. */
function differencesIn(sets: readonly Places[], outcome: CaseOutcome, scenario: Scenario, theCase: Case): Difference[] {
  const differing = knownDiffering.get(outcome) ?? differingSteps(outcome, theCase);
  knownDiffering.set(outcome, differing);
  return differing.flatMap((step) => {
    const label = theCase.steps[step]?.label ?? '';
    const returned: Difference['returned'] = new Map();
    for (const places of sets) {
      const here = [...places].flatMap(([place, shown]) => {
        const each = [...shown].map(({ outcomes }) => outcomes[step] ?? new Set<string>());
        const outcomes = new Set(each.flatMap((some) => [...some]));
        return outcomes.size === 0 ? [] : [{ place, outcomes, isFlaky: each.some(({ size }) => size > 1) }];
      });
      // Only where places differ: what is the same everywhere else says nothing of what decides here. Of two that are flaky, chance decides.
      const differ = here.some((one, at) =>
        here.slice(at + 1).some((other) => !(one.isFlaky && other.isFlaky) && disjoint(one.outcomes, other.outcomes)),
      );
      if (!differ) continue;
      for (const { place, outcomes } of here) returned.set(place, new Set([...(returned.get(place) ?? []), ...outcomes]));
    }
    return returned.size === 0 ? [] : [{ scenario, case: theCase, step: label, returned }];
  });
}

/** Every axis asks of every case. */
const knownDiffering = new WeakMap<CaseOutcome, number[]>();

/** The steps (from 0) in which not all behaviours that reach them return one and the same. */
function differingSteps({ behaviours }: CaseOutcome, { steps }: Case): number[] {
  return [...steps.keys()].filter((step) => {
    const seen = new Set<string>();
    for (const { outcomes } of behaviours) for (const outcome of outcomes[step] ?? []) seen.add(outcome);
    return seen.size > 1;
  });
}
