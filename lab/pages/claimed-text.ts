import type { Atlas } from '../atlas/atlas.ts';
import { titleOf } from '../atlas/identity.ts';
import { claimedOnly } from '../findings/claimed-only.ts';
import type { Judgement } from '../findings/judge.ts';
import { allOf, someOf } from '../prose.ts';
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

/** What is claimed in a scenario of systems that nobody has measured, a row for each claim; `own` are the scenario's judgements. Empty if nothing is. Markdown. */
export function claimedOutcomes(atlas: Atlas, own: readonly Judgement[]): string {
  const rows = claimedOnly(atlas, own).flatMap(({ name, judgements }) =>
    judgements.map(({ claim }) => [
      escape(`${titleOf(name)}${claim.on.version === undefined ? '' : ` ${claim.on.version}`}`),
      allOf(claim.of.map((label) => `*${escape(label)}*`)),
      `${outcomesText(claim)}${whereClaimed(claim)}`,
      sourceLink(atlas.sources, claim.source, 'short'),
    ]),
  );
  return rows.length === 0 ? '' : table(['system', 'call', 'claimed', 'source'], rows);
}
