import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas, CaseOutcome } from '../atlas/atlas.ts';
import { agree } from '../atlas/agree.ts';
import { identityKey } from '../atlas/identity.ts';
import type { System } from '../atlas/system.ts';
import type { Case, Scenario } from '../scenario/case.ts';

/** Two results of one system that saw different things, with every step in each case. */
export interface Conflict {
  one: System;
  other: System;
  differences: { scenario: Scenario; case: Case; step: string; here: string; there: string }[];
}

/**
 * All pairs of results of equal systems that differ. Neither is believed more than the other: both are kept, and shown side by side.
 */
export function conflicts(atlas: Atlas): Conflict[] {
  const equals = equalSystems(atlas.systems);
  const found = new Map<string, Conflict>();
  for (const scenario of atlas.scenarios) {
    for (const theCase of scenario.cases) {
      const outcome = outcomeIn(atlas, theCase);
      // Those who show one behaviour do not differ.
      if (outcome.behaviours.length < 2) continue;
      for (const [one, other] of equals) {
        for (const { step, here, there } of differencesBetween(outcome, one, other)) {
          const key = `${one.index} ${other.index}`;
          const conflict = found.get(key) ?? { one, other, differences: [] };
          conflict.differences.push({ scenario, case: theCase, step: theCase.steps[step]?.label ?? '', here, there });
          found.set(key, conflict);
        }
      }
    }
  }
  return equals.flatMap(([one, other]) => found.get(`${one.index} ${other.index}`) ?? []);
}

/** All pairs of systems that are one by all that is known of them. */
function equalSystems(systems: readonly System[]): [System, System][] {
  const keys = new Map(systems.map((system) => [system, identityKey(system.identity)]));
  return systems.flatMap((one, index) =>
    systems
      .slice(index + 1)
      .filter((other) => keys.get(one) === keys.get(other))
      .map((other): [System, System] => [one, other]),
  );
}

function differencesBetween({ cellOf }: CaseOutcome, one: System, other: System): { step: number; here: string; there: string }[] {
  const [first, second] = [cellOf[one.index], cellOf[other.index]];
  if (first === second || first?.state !== 'measured' || second?.state !== 'measured') return [];
  const agreement = agree(first, second);
  return agreement.kind === 'differ' ? agreement.steps : [];
}
