import type { Atlas } from '../atlas/atlas.ts';
import { contradictions } from '../findings/contradiction.ts';
import { outcomesText } from './claim-text.ts';
import { code, escape } from './markdown.ts';
import { scenarioLink } from './scenario-link.ts';
import { allOf, someOf } from '../prose.ts';
import { selectorText } from '../atlas/selector-text.ts';
import type { Claim, Scenario } from '../scenario/case.ts';

/** One sentence for each scenario and step on which sources contradict each other: who says what. Markdown lines. */
export function contradictionLines(atlas: Atlas): string[] {
  const found = new Map<string, { scenario: Scenario; step: string; claims: Set<Claim> }>();
  for (const { scenario, one, other, steps } of contradictions(atlas.scenarios)) {
    for (const step of steps) {
      const key = `${scenario.id} ${step}`;
      const same = found.get(key) ?? { scenario, step, claims: new Set() };
      found.set(key, { ...same, claims: same.claims.add(one).add(other) });
    }
  }
  return [...found.values()].map(({ scenario, step, claims }) => {
    const sides = new Map<string, Set<string>>();
    for (const claim of claims) {
      const side = `${outcomesText(claim)} ${escape(selectorText(claim.on))}`;
      sides.set(side, (sides.get(side) ?? new Set()).add(code(claim.source)));
    }
    const texts = [...sides].map(([side, sources]) => `${side} (${someOf([...sources], 2)})`);
    return `${scenarioLink(scenario)}: *${escape(step)}* is said to give ${allOf(texts)}.`;
  });
}
