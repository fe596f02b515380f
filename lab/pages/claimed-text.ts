import type { Scenario } from '../scenario/case.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { titleOf } from '../atlas/identity.ts';
import { claimedOnly } from '../findings/claimed-only.ts';
import type { Judgement } from '../findings/judge.ts';
import { allOf, count, someOf } from '../prose.ts';
import { outcomesText, sourceLink, whereClaimed } from './claim-text.ts';
import { escape, table } from './markdown.ts';

/** The systems that are only claimed, a row each. Empty if there are none. Markdown. */
export function claimedTable(atlas: Atlas, judgements: readonly Judgement[]): string {
  const systems = claimedOnly(atlas, judgements);
  if (systems.length === 0) return '';
  return table(
    ['system', 'claims', 'scenarios', 'sources'],
    systems.map(({ name, judgements: own }) => {
      const sources = [...new Set(own.map(({ claim }) => claim.source))];
      const scenarios = new Set(own.map(({ scenario }) => scenario));
      return [
        escape(titleOf(name)),
        `${own.length}`,
        `${scenarios.size}`,
        someOf(
          sources.map((id) => sourceLink(atlas.sources, id, 'short')),
          2,
        ),
      ];
    }),
  );
}

/** What is claimed in a scenario of systems that nobody has measured: a line of markdown for each system. */
export function claimedLines(scenario: Scenario, atlas: Atlas, judgements: readonly Judgement[]): string[] {
  const own = judgements.filter((judgement) => judgement.scenario === scenario);
  return claimedOnly(atlas, own).map(({ name, judgements: about }) => {
    const texts = about.map(({ claim }) => {
      const labels = allOf(claim.of.map((label) => `*${escape(label)}*`));
      const version = claim.on.version === undefined ? '' : ` ${escape(claim.on.version)}`;
      return `${labels}${version} claimed: ${outcomesText(claim)}${whereClaimed(claim)} (${sourceLink(atlas.sources, claim.source, 'short')})`;
    });
    return `**${escape(titleOf(name))}**, ${count(about.length, 'claim')}: ${texts.join('; ')}`;
  });
}
