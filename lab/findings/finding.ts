import type { Atlas } from '../atlas/atlas.ts';
import { outcomesText } from '../pages/claim-text.ts';
import { contradictions } from './contradiction.ts';
import type { Judgement } from './judge.ts';
import { verdicts } from './verdict-words.ts';
import { code, escape, link } from '../pages/markdown.ts';
import { allOf, count, someOf } from '../prose.ts';
import { selectorText } from '../atlas/selector-text.ts';
import type { Claim, Scenario } from '../scenario/case.ts';

/** One sentence for each scenario and step on which sources contradict each other: who says what. Markdown lines. */
export function contradictionFindings(atlas: Atlas): string[] {
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

/** How many claims have which verdict: `Of 3 claims, 1 does not conform, 2 hold.` */
export function verdictCounts(judgements: readonly Judgement[]): string {
  const counted = verdicts.flatMap((verdict) => {
    const number = judgements.filter((judgement) => judgement.verdict === verdict).length;
    return number === 0 ? [] : [`${number} ${verdict}`];
  });
  return `Of ${count(judgements.length, 'claim')}, ${allOf(counted)}.`;
}

/** A link to a scenario's page. `base` leads from the page that has the link to `reports/`: nothing, or `../`. */
export function scenarioLink(scenario: Scenario, base = ''): string {
  return link(escape(scenario.title), `${base}scenarios/${scenario.id}.md`);
}
