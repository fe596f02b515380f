import { canBothHold } from '../scenario/allows.ts';
import type { Claim, Scenario } from '../scenario/case.ts';
import { overlaps } from '../scenario/overlap.ts';
import { casesOf } from './judge.ts';

/** Two claims that cannot both be right where both apply. */
export interface Contradiction {
  scenario: Scenario;
  one: Claim;
  other: Claim;
  /** Labels of the steps on which they disagree. */
  steps: string[];
}

/** All pairs of claims from different sources that say different things of the same step, on systems that both speak of. */
export function contradictions(scenarios: readonly Scenario[]): Contradiction[] {
  return scenarios.flatMap((scenario) =>
    scenario.claims.flatMap((one, index) =>
      scenario.claims.slice(index + 1).flatMap((other) => {
        const steps = contradict(one, other, scenario);
        return steps.length === 0 ? [] : [{ scenario, one, other, steps }];
      }),
    ),
  );
}

function contradict(one: Claim, other: Claim, scenario: Scenario): string[] {
  if (one.source === other.source) return [];
  if (one.pacing !== undefined && other.pacing !== undefined && one.pacing !== other.pacing) return [];
  if (canBothHold(one, other)) return [];
  if (!overlaps(one.on, other.on)) return [];
  const cases = new Set(casesOf(one, scenario));
  const shared = casesOf(other, scenario).filter((theCase) => cases.has(theCase));
  return one.of.filter((label) => other.of.includes(label) && shared.some((theCase) => theCase.steps.some((step) => step.label === label)));
}
