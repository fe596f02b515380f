import { compare } from '../atlas/order.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { titleOf } from '../atlas/identity.ts';
import { grouped } from '../grouped.ts';
import { claimedTable } from './claimed-text.ts';
import { contradictionLines } from './contradictions-text.ts';
import { byVerdict, type Judgement } from '../findings/judge.ts';
import { blaming, meanings, verdicts } from '../findings/verdict-words.ts';
import { allOf, count } from '../prose.ts';
import type { Source } from '../scenario/case.ts';
import { concerned, shortestEvidence } from './claim-evidence.ts';
import { claimText, sourceLink } from './claim-text.ts';
import { bullets, code, escape, generated, link, page, table } from './markdown.ts';
import type { Topic } from './topic.ts';

/**
 * `reports/claims.md`, an index: how many claims have which verdict, those that blame somebody, and the way to the pages below `reports/claims/`, one
 * for each situation, so that a new scenario changes one of them. They name systems without versions, so that they change when a verdict does. By path
 * below `reports/`.
 */
export function claimsPages(atlas: Atlas, topics: readonly Topic[], judgements: readonly Judgement[]): Map<string, string> {
  const byTopic = divided(topics, judgements);
  const claimed = claimedTable(atlas, judgements);
  const contradictions = contradictionLines(atlas);
  const index = page([
    generated,
    '# What sources say, and what was measured',
    `${link('All findings', 'README.md')}. A claim is what a source says a call returns. How to write one: ${link('scenarios/README.md', '../scenarios/README.md#claims')}.`,
    '## Where a system and its source differ',
    blamed(atlas, judgements),
    '## How many claims have which verdict',
    verdictTable(judgements),
    '## All claims, by situation',
    table(
      ['situation', ...counted],
      byTopic.map(({ topic, own }) => [link(escape(topic.title), pathOf(topic)), ...counts(own)]),
    ),
    '## How many claims each sort of source makes',
    table(
      ['sources', ...counted],
      sortsOf(atlas, judgements).map(({ title, own }) => [escape(title), ...counts(own)]),
    ),
    ...(contradictions.length === 0 ? [] : ['## Sources that contradict each other', bullets(contradictions)]),
    ...(claimed === '' ? [] : ['## Systems that are claimed and not measured', claimed]),
  ]);
  return new Map([
    ['claims.md', index],
    ...byTopic.map(({ topic, own }): [string, string] => [pathOf(topic), topicClaims(atlas, topic, own)]),
  ]);
}

/** The situations of whose scenarios anything is claimed, each with those claims. */
function divided(topics: readonly Topic[], judgements: readonly Judgement[]): { topic: Topic; own: Judgement[] }[] {
  const byScenario = grouped(judgements, ({ scenario }) => scenario);
  return topics
    .map((topic) => ({ topic, own: topic.views.flatMap(({ scenario }) => byScenario.get(scenario) ?? []) }))
    .filter(({ own }) => own.length > 0);
}

function pathOf({ tag }: Topic): string {
  return `claims/${tag}.md`;
}

/** What is counted of a set of claims. */
const counted = ['claims', ...blaming] as const;

function counts(own: readonly Judgement[]): string[] {
  return [`${own.length}`, ...blaming.map((verdict) => `${own.filter((one) => one.verdict === verdict).length}`)];
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

/** Every claim of a situation's scenarios, source by source: standards first, then by kind. */
function topicClaims(atlas: Atlas, topic: Topic, own: readonly Judgement[]): string {
  const bySource = [...grouped(own, ({ claim }) => claim.source)].toSorted(
    ([one], [other]) => compare(rankOf(atlas.sources.get(one)), rankOf(atlas.sources.get(other))) || compare(one, other),
  );
  return page([
    generated,
    `# Claims: ${escape(topic.title)}`,
    `${count(own.length, 'claim')} about ${link('these scenarios', `../groups/${topic.tag}.md`)}. ${link('What the verdicts mean, and all other claims', '../claims.md')}.`,
    ...bySource.flatMap(([id, ofIt]) => [
      `## ${sourceLink(atlas.sources, id, 'short')}`,
      aboutSource(atlas, id),
      bullets(ofIt.toSorted(byVerdict).map((judgement) => claimLines(judgement))),
    ]),
  ]);
}

/** What a reader trusts most comes first. */
function rankOf(source: Source | undefined): string {
  return source === undefined ? '9' : `${['standard', 'man page', 'documentation'].indexOf(source.kind) + 1 || 8} ${sortOf(source)}`;
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
