import { compare } from '../atlas/order.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { claimText, onSystems, outcomesText, seenIn, sourceLink } from '../pages/claim-text.ts';
import { contradictions } from './contradiction.ts';
import type { Judgement } from './judge.ts';
import { blaming, verdicts } from './verdict.ts';
import { escape, link } from '../pages/markdown.ts';
import { allOf, count, someOf } from '../prose.ts';
import { whereShort } from '../pages/where.ts';
import { determinismIn } from '../atlas/determinism.ts';
import { selectorText } from '../atlas/select.ts';
import type { Claim, Scenario } from '../scenario/case.ts';

/** More sources than this, and more claims of each, are left to the page of all claims. */
const most = { sources: 8, claims: 3 };

/**
 * Refuted claims, one line of markdown for each source, with its claims below it. Sources with the most come first; what is left out is counted in a
 * last line, for whoever wants to read on in `claims.md`.
 */
export function refutedFindings(atlas: Atlas, judgements: readonly Judgement[]): string[] {
  const bySource = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    if (!blaming.includes(judgement.verdict)) continue;
    bySource.set(judgement.claim.source, [...(bySource.get(judgement.claim.source) ?? []), judgement]);
  }
  const sources = [...bySource].toSorted(([one, own], [other, others]) => others.length - own.length || compare(one, other));
  const lines = sources.slice(0, most.sources).map(([source, own]) => {
    const shown = own.length === most.claims + 1 ? own : own.slice(0, most.claims);
    const rest = own.length - shown.length;
    return [
      `${sourceLink(atlas.sources, source)} says:`,
      ...shown.map((judgement) => {
        const against = judgement.evidence.filter((piece) => piece.verdict === judgement.verdict);
        return `  - ${scenarioLink(judgement.scenario)}: ${claimText(judgement.claim)}. **Measured:** ${seenIn(against, judgement)}.`;
      }),
      ...(rest === 0 ? [] : [`  - and ${rest} more.`]),
    ].join('\n');
  });
  const others = sources.slice(most.sources);
  if (others.length > 0) {
    const claims = others.reduce((sum, [, own]) => sum + own.length, 0);
    lines.push(`and ${count(claims, 'claim')} of ${count(others.length, 'more source')}.`);
  }
  return lines;
}

/** One sentence for each scenario with cases whose trials do not agree, and on which kernels. Markdown lines. */
export function timingFindings(atlas: Atlas): string[] {
  return atlas.scenarios.flatMap((scenario) => {
    const { others } = determinismIn(atlas, scenario.cases);
    return (['timing-dependent', 'flaky'] as const).flatMap((determinism) => {
      const cells = others.filter((cell) => cell.determinism === determinism);
      if (cells.length === 0) return [];
      const systems = new Set(cells.flatMap((cell) => cell.systems));
      const cases = cells.map((cell) => cell.case);
      const where = cases.length === scenario.cases.length ? '' : ` (${escape(whereShort(scenario, cases))})`;
      const how = determinism === 'flaky' ? 'is flaky: even settled trials differ' : 'is timing-dependent';
      return [`${scenarioLink(scenario)}${where} ${how} on ${onSystems(atlas.systems.filter((system) => systems.has(system)))}.`];
    });
  });
}

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
      sides.set(side, (sides.get(side) ?? new Set()).add(sourceLink(atlas.sources, claim.source, 'short')));
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
