import { compare } from './atlas.ts';
import type { Atlas } from './atlas.ts';
import { claimText, onSystems, seenIn, sourceLink } from './claim-text.ts';
import { contradictions } from './contradiction.ts';
import type { Judgement } from './judge.ts';
import { code, escape, link } from './markdown.ts';
import { allOf, anyOf, count } from './prose.ts';
import { whereText } from './row.ts';
import { steadinessOf } from './steadiness.ts';
import type { Scenario } from '../scenario/case.ts';

/** Refuted claims, one line of markdown for each source, with its claims below it. */
export function refutedFindings(atlas: Atlas, judgements: readonly Judgement[]): string[] {
  const refuted = judgements.filter(({ verdict }) => verdict === 'refuted');
  const sources = [...new Set(refuted.map(({ claim }) => claim.source))].toSorted(compare);
  return sources.map((source) => {
    const lines = refuted
      .filter(({ claim }) => claim.source === source)
      .map((judgement) => {
        const against = judgement.evidence.filter((piece) => piece.verdict === 'refuted');
        return `  - ${scenarioLink(judgement.scenario)}: ${claimText(judgement.claim)}. **Measured:** ${seenIn(against, judgement)}.`;
      });
    return [`${sourceLink(atlas.sources, source)} says:`, ...lines].join('\n');
  });
}

/** One sentence for each scenario and kernel with cells whose trials do not agree. Markdown lines. */
export function timingFindings(atlas: Atlas): string[] {
  return atlas.scenarios.flatMap((scenario) => {
    const { unsteady } = steadinessOf(atlas.subjects, scenario.cases);
    return (['depends on timing', 'varies'] as const).flatMap((determinism) => {
      const cells = unsteady.filter((cell) => cell.determinism === determinism);
      if (cells.length === 0) return [];
      const subjects = atlas.subjects.filter((subject) => cells.some((cell) => cell.subject === subject));
      const cases = scenario.cases.filter((theCase) => cells.some((cell) => cell.case === theCase));
      const where = cases.length === scenario.cases.length ? '' : ` (${escape(whereText(scenario, cases))})`;
      const how = determinism === 'varies' ? 'varies even between trials that wait for the sockets to settle' : 'depends on timing';
      return [`${scenarioLink(scenario)}${where} ${how} on ${onSystems(subjects)}.`];
    });
  });
}

/** One sentence for each pair of sources that contradict each other. Markdown lines. */
export function contradictionFindings(atlas: Atlas): string[] {
  return contradictions(atlas.scenarios).map(({ scenario, one, other, steps }) => {
    const labels = allOf(steps.map((label) => `*${escape(label)}*`));
    const [first, second] = [one, other].map((claim) => `${anyOf(claim.outcome.map(code))} (${sourceLink(atlas.sources, claim.source)})`);
    return `${scenarioLink(scenario)}: for ${labels}, sources say ${first} and ${second}.`;
  });
}

/** How many claims have which verdict: `3 claims hold, 1 is refuted`. */
export function verdictCounts(judgements: readonly Judgement[]): string {
  const words: [Judgement['verdict'], string, string][] = [
    ['refuted', 'is refuted', 'are refuted'],
    ['depends on timing', 'depends on timing', 'depend on timing'],
    ['holds', 'holds', 'hold'],
    ['untested', 'is untested', 'are untested'],
  ];
  const counted = words.flatMap(([verdict, one, many]) => {
    const number = judgements.filter((judgement) => judgement.verdict === verdict).length;
    return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
  });
  return `Of ${count(judgements.length, 'claim')}, ${allOf(counted)}.`;
}

/** A link to a scenario's page, from a page beside the folder of pages. */
export function scenarioLink(scenario: Scenario): string {
  return link(escape(scenario.title), `scenarios/${scenario.id}.md`);
}
