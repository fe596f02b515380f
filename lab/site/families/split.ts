import { outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import type { Behaviour } from '../../atlas/behaviour.ts';
import type { System } from '../../atlas/system.ts';
import { ranked } from '../../atlas/tally.ts';
import type { Case, Scenario } from '../../scenario/case.ts';

/** What separates two sets of systems. */
export interface Split {
  /** Cases in which none of one set shows what one of the other does. */
  separating: number;
  /** Cases in which at least one system of each set was measured. */
  compared: number;
  /** The scenarios with the most of those cases, most first, and in how many. */
  most: { scenario: Scenario; cases: number; example: Case }[];
}

/** Looks for the cases that separate two sets of systems. */
export function splitBetween(atlas: Atlas, ours: readonly System[], theirs: readonly System[], most = 3): Split {
  const counts = new Map<string, number>();
  const examples = new Map<string, Case>();
  let [separating, compared] = [0, 0];
  for (const theCase of atlas.cases) {
    const { behaviourOf } = outcomeIn(atlas, theCase);
    const [own, other] = [ours, theirs].map((some) => shownBy(some, behaviourOf));
    if (own === undefined || other === undefined || own.size === 0 || other.size === 0) continue;
    compared += 1;
    if ([...own].some((behaviour) => other.has(behaviour))) continue;
    separating += 1;
    counts.set(theCase.scenario, (counts.get(theCase.scenario) ?? 0) + 1);
    if (!examples.has(theCase.scenario)) examples.set(theCase.scenario, theCase);
  }
  const scenarios = new Map(atlas.scenarios.map((scenario) => [scenario.id, scenario]));
  const found = ranked(counts).flatMap(([id, cases]) => {
    const [scenario, example] = [scenarios.get(id), examples.get(id)];
    return scenario === undefined || example === undefined ? [] : [{ scenario, cases, example }];
  });
  return { separating, compared, most: found.slice(0, most) };
}

function shownBy(systems: readonly System[], behaviourOf: readonly (Behaviour | undefined)[]): Set<Behaviour> {
  return new Set(systems.flatMap(({ index }) => behaviourOf[index] ?? []));
}
