import { compare } from '../atlas/order.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { claimedTable } from './claimed-text.ts';
import { claimAndNote, onSystems, seenIn, sourceLink, verdictText } from './claim-text.ts';
import { contradictionFindings, verdictCounts } from '../findings/finding.ts';
import { byVerdict, type Judgement } from '../findings/judge.ts';
import { blaming, verdicts } from '../findings/verdict.ts';
import { bullets, code, escape, link, page, table } from './markdown.ts';
import { allOf, count } from '../prose.ts';

/** Characters of a page from which on the next one begins: GitHub shows no markdown file above 512 kB. */
const mostText = 400_000;

/**
 * `reports/claims.md`: every claim of every source with its verdict and what that rests on. Sources with the most refuted claims come first. What
 * does not fit goes on in `claims-2.md` and so on. By path below `reports/`.
 */
export function claimsPages(atlas: Atlas, judgements: readonly Judgement[]): Map<string, string> {
  const bySource = new Map<string, Judgement[]>();
  for (const judgement of judgements) bySource.set(judgement.claim.source, [...(bySource.get(judgement.claim.source) ?? []), judgement]);
  const sections = [...bySource]
    .toSorted(([one, own], [other, others]) => news(others) - news(own) || worst(own) - worst(others) || compare(one, other))
    .map(([id, own]) => page([`## ${sourceLink(atlas.sources, id)}`, aboutSource(atlas, id), verdictTable(own)]).trimEnd());
  const chunks = chunked(sections);
  const names = chunks.map((_chunk, index) => (index === 0 ? 'claims.md' : `claims-${index + 1}.md`));
  const way = [
    link('All findings', 'README.md'),
    ...(names.length === 1 ? [] : names.map((name, index) => link(`claims, part ${index + 1}`, name))),
  ];
  return new Map(
    chunks.map((chunk, index): [string, string] => [
      names[index] ?? '',
      page([
        '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
        `# What sources say, and what was measured${index === 0 ? '' : `, part ${index + 1}`}`,
        way.join(', '),
        ...(index === 0 ? introduction(atlas, judgements) : []),
        ...chunk,
      ]),
    ]),
  );
}

function introduction(atlas: Atlas, judgements: readonly Judgement[]): string[] {
  const contradictions = contradictionFindings(atlas);
  const claimed = claimedTable(atlas, judgements);
  return [
    `${verdictCounts(judgements)} One system that differs decides the verdict. A claim is untested while no system is measured that it ` +
      'speaks of. A scenario’s page has all the evidence.',
    ...(contradictions.length === 0 ? [] : ['## Sources that contradict each other', bullets(contradictions)]),
    ...(claimed === '' ? [] : ['## Systems that are claimed and not measured', claimed]),
  ];
}

function chunked(sections: readonly string[]): string[][] {
  const chunks: string[][] = [[]];
  let length = 0;
  for (const section of sections) {
    if (length > 0 && length + section.length > mostText) {
      chunks.push([]);
      length = 0;
    }
    chunks.at(-1)?.push(section);
    length += section.length;
  }
  return chunks;
}

function aboutSource({ sources }: Atlas, id: string): string {
  const source = sources.get(id);
  return source === undefined ? '' : `${source.kind}, read on ${source.read}; in scenario files ${code(id)}.`;
}

function verdictTable(judgements: readonly Judgement[]): string {
  return table(
    ['verdict', 'scenario', 'claim', 'measured'],
    judgements
      .toSorted(byVerdict)
      .map((judgement) => [
        verdictText(judgement),
        link(escape(judgement.scenario.id), `scenarios/${judgement.scenario.id}.md`),
        claimAndNote(judgement.claim),
        shortEvidence(judgement),
      ]),
  );
}

/** What refutes a claim, or makes it depend on timing; of one that holds, only where. */
function shortEvidence(judgement: Judgement): string {
  const { verdict, evidence } = judgement;
  if (verdict === 'untested') return '–';
  const systems = [...new Set(evidence.flatMap((piece) => piece.systems))];
  if (verdict === 'holds') return `on ${onSystems(systems)}${systems.length === 1 ? '' : ` (${count(systems.length, 'target')})`}`;
  const against = evidence.filter((piece) => piece.verdict !== 'holds');
  const agreeing = evidence.reduce((sum, { verdict: one, systems: those }) => sum + (one === 'holds' ? those.length : 0), 0);
  return allOf([seenIn(against, judgement), ...(agreeing === 0 ? [] : [`as claimed in ${count(agreeing, 'other cell')}`])]);
}

function news(judgements: readonly Judgement[]): number {
  return judgements.filter(({ verdict }) => blaming.includes(verdict)).length;
}

function worst(judgements: readonly Judgement[]): number {
  return Math.min(...judgements.map(({ verdict }) => verdicts.indexOf(verdict)));
}
