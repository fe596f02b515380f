import { compare } from '../atlas/order.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { titleOf } from '../atlas/identity.ts';
import { claimedTable } from './claimed-text.ts';
import { contradictionFindings } from '../findings/finding.ts';
import { byVerdict, type Judgement } from '../findings/judge.ts';
import { blaming, meanings, verdicts } from '../findings/verdict-words.ts';
import { allOf, count } from '../prose.ts';
import type { Source } from '../scenario/case.ts';
import { concerned, shortestEvidence } from './claim-evidence.ts';
import { claimText, sourceLink } from './claim-text.ts';
import { bullets, code, escape, generated, link, page, table } from './markdown.ts';

/** More claims than these on a page are not read: the next ones go on in a second page of the same sort. */
const mostClaims = 120;

/**
 * `reports/claims.md`, an index: how many claims have which verdict, those that blame somebody, and the way to the pages below `reports/claims/`, one
 * for each sort of source. They name systems without versions, so that they change when a verdict does. By path below `reports/`.
 */
export function claimsPages(atlas: Atlas, judgements: readonly Judgement[]): Map<string, string> {
  const sorts = sortsOf(atlas, judgements);
  const pages = sorts.flatMap(({ title, own }) => sortPages(atlas, title, own));
  const claimed = claimedTable(atlas, judgements);
  const contradictions = contradictionFindings(atlas);
  const index = page([
    generated,
    '# What sources say, and what was measured',
    `${link('All findings', 'README.md')}. A claim is what a source says a call returns. How to write one: ${link('scenarios/README.md', '../scenarios/README.md#claims')}.`,
    '## Where a system and its source differ',
    blamed(atlas, judgements),
    '## How many claims have which verdict',
    verdictTable(judgements),
    '## All claims, by sort of source',
    table(
      ['sources', 'claims', ...blaming, 'pages'],
      sorts.map(({ title, own }) => [
        escape(title),
        `${own.length}`,
        ...blaming.map((verdict) => `${own.filter((one) => one.verdict === verdict).length}`),
        namesOf(title, own)
          .map((name, at) => link(`${at + 1}`, name))
          .join(' '),
      ]),
    ),
    ...(contradictions.length === 0 ? [] : ['## Sources that contradict each other', bullets(contradictions)]),
    ...(claimed === '' ? [] : ['## Systems that are claimed and not measured', claimed]),
  ]);
  return new Map([['claims.md', index], ...pages]);
}

/** The claims that blame a system or a source: what deviates on the most systems first, standards before pages before what people saw. */
function blamed({ sources }: Atlas, judgements: readonly Judgement[]): string {
  const news = judgements
    .filter(({ verdict }) => blaming.includes(verdict))
    .toSorted((one, other) => byVerdict(one, other) || reach(other) - reach(one));
  if (news.length === 0) return 'Nowhere, as far as it is measured.';
  return table(
    ['situation', 'source', 'verdict', 'who'],
    news.map((one) => [
      link(escape(one.scenario.title), `scenarios/${one.scenario.id}.md`),
      sourceLink(sources, one.claim.source, 'short'),
      one.verdict,
      concerned(one),
    ]),
  );
}

/** On how many systems it is otherwise than the claim says. */
function reach({ evidence, verdict }: Judgement): number {
  return new Set(evidence.filter((piece) => piece.verdict === verdict).flatMap(({ systems }) => systems)).size;
}

function verdictTable(judgements: readonly Judgement[]): string {
  return table(
    ['verdict', 'claims', 'meaning'],
    verdicts.map((verdict) => [verdict, `${judgements.filter((one) => one.verdict === verdict).length}`, meanings[verdict]]),
  );
}

/** Sorts of sources: kinds, of the source of kernels those of each system apart. */
function sortsOf({ sources }: Atlas, judgements: readonly Judgement[]): { title: string; own: Judgement[] }[] {
  const found = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const title = sortOf(sources.get(judgement.claim.source));
    found.set(title, [...(found.get(title) ?? []), judgement]);
  }
  return [...found].map(([title, own]) => ({ title, own })).toSorted((one, other) => compare(one.title, other.title));
}

function sortOf(source: Source | undefined): string {
  if (source === undefined) return 'unknown';
  return source.kind === 'kernel source' && source.describes !== undefined
    ? `kernel source of ${titleOf(source.describes.os)}`
    : source.kind;
}

function namesOf(title: string, own: readonly Judgement[]): string[] {
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return partsOf(own).map((_part, index) => `claims/${name}${index === 0 ? '' : `-${index + 1}`}.md`);
}

function partsOf(own: readonly Judgement[]): Judgement[][] {
  const sorted = own.toSorted((one, other) => compare(one.claim.source, other.claim.source) || byVerdict(one, other));
  return Array.from({ length: Math.ceil(sorted.length / mostClaims) }, (_, part) =>
    sorted.slice(part * mostClaims, (part + 1) * mostClaims),
  );
}

function sortPages(atlas: Atlas, title: string, own: readonly Judgement[]): [string, string][] {
  const names = namesOf(title, own);
  return partsOf(own).map((part, index) => {
    const ids = [...new Set(part.map(({ claim }) => claim.source))];
    const text = page([
      generated,
      `# Claims: ${escape(title)}${names.length === 1 ? '' : `, ${index + 1} of ${names.length}`}`,
      `${count(own.length, 'claim')}. ${link('All sorts of sources, and what the verdicts mean', '../claims.md')}.`,
      ...ids.flatMap((id) => [
        `## ${sourceLink(atlas.sources, id, 'short')}`,
        aboutSource(atlas, id),
        bullets(part.filter(({ claim }) => claim.source === id).map((judgement) => claimLines(judgement))),
      ]),
    ]);
    return [names[index] ?? '', text];
  });
}

function aboutSource({ sources }: Atlas, id: string): string {
  const source = sources.get(id);
  if (source === undefined) return '';
  const { edition, describes, ci, at } = source;
  const version = describes?.version === undefined ? 'a version that is not known' : describes.version;
  const about = [
    `${code(id)}, read on ${source.read}`,
    ...(edition === undefined ? [] : [`edition ${escape(edition)}`]),
    ...(describes === undefined ? [] : [`of ${escape(titleOf(describes.os))} ${escape(version)}`]),
    ...(describes?.branch === undefined ? [] : [`branch ${code(describes.branch)} on that day`]),
    ...(ci === undefined ? [] : [ci === 'unknown' ? 'whether a CI runs it is not known' : ci ? 'run by a CI' : 'run by no CI']),
  ];
  return `${about.join('; ')}.${at === undefined ? '' : ` ${escape(at)}.`}`;
}

/** A claim as a bullet: its verdict and scenario, what it says, the words of the source, and what decides, a line each. */
function claimLines(judgement: Judgement): string {
  const { claim, scenario, verdict } = judgement;
  const who =
    verdict === 'does not conform'
      ? `: ${concerned(judgement)}`
      : verdict === 'out of date'
        ? ` since ${escape(claim.outdated?.since ?? '')}`
        : '';
  const evidence = shortestEvidence(judgement, '../');
  return [
    `${blaming.includes(verdict) ? `**${verdict}${who}**` : `${verdict}${who}`}, ${link(escape(scenario.id), `../scenarios/${scenario.id}.md`)}`,
    `  ${claimText(claim)}`,
    ...(claim.quote === undefined ? [] : [`  > ${escape(claim.quote)}`]),
    ...(claim.note === undefined ? [] : [`  ${escape(claim.note)}`]),
    ...(evidence === '' ? [] : [`  Measured: ${evidence}`]),
    ...(cannotBeTested(judgement) ? ['  It cannot be tested here: the agent is a POSIX program.'] : []),
  ].join('\\\n');
}

function cannotBeTested({ claim, verdict }: Judgement): boolean {
  return verdict === 'untested' && allOf([claim.on.os ?? []].flat()) === 'windows';
}
