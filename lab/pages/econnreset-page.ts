import type { Scenario, Source } from '../scenario/case.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { titleOf } from '../atlas/identity.ts';
import { compare } from '../atlas/order.ts';
import { claimedOutcomes } from '../findings/claimed-outcomes.ts';
import { scenarioLink } from './scenario-link.ts';
import type { Judgement } from '../findings/judge.ts';
import { meanings } from '../findings/meaning.ts';
import { situationsBy } from '../findings/situation.ts';
import { subtleties } from '../findings/subtlety.ts';
import { verdicts } from '../findings/verdict-words.ts';
import type { Verdict } from '../findings/verdict-words.ts';
import type { Subtlety } from '../findings/subtlety.ts';
import { allOf, count, someOf } from '../prose.ts';
import { callGroupOf, callGroups } from '../findings/call-group.ts';
import { claimText, evidenceText, sourceLink, verdictText } from './claim-text.ts';
import { bullets, code, escape, generated, link, page, table } from './markdown.ts';
import { meaningParts } from './meaning-parts.ts';
import { kindsOf } from './outcome-kinds.ts';
import { familiesText, situationTable, systemsText } from './situation-table.ts';

/** The question on Stack Overflow with which all this began: its sources are those whose address holds this. */
const questionAddress = /stackoverflow\.com\/(q|questions|a)\/2974021/;

/** The scenarios that a claim of the question's answer speaks of. */
export function askedBy(atlas: Atlas): Scenario[] {
  const ids = new Set([...atlas.sources.values()].filter((source) => questionAddress.test(source.url)).map((source) => source.id));
  return atlas.scenarios.filter((scenario) => scenario.claims.some((claim) => ids.has(claim.source)));
}

/** `reports/econnreset.md`: the question that the lab began with, answered from what was measured. Undefined if no source is that question. */
export function econnresetPage(atlas: Atlas, judgements: readonly Judgement[]): string | undefined {
  const sources = [...atlas.sources.values()]
    .filter((source) => questionAddress.test(source.url))
    .toSorted((one, other) => compare(one.id, other.id));
  const ids = new Set(sources.map((source) => source.id));
  if (askedBy(atlas).length === 0) return undefined;
  const own = judgements.filter((judgement) => ids.has(judgement.claim.source));
  const meant = meaningParts(meanings(atlas));
  return page([
    generated,
    '# What does ECONNRESET mean for an AF_LOCAL socket, and how does it differ from read() returning 0 and write() failing with EPIPE?',
    introduction(sources, atlas),
    '## What it means',
    ...(meant.length === 0 ? ['Nothing is measured yet.'] : [vocabulary, ...meant]),
    ...subtleParts(subtleties(atlas)),
    ...situationParts(atlas),
    ...claimedParts(atlas),
    '## What the answer on Stack Overflow says, and what was measured',
    verdictCounts(own),
    claimsTable(own),
    ...untestedParts(own),
    link('All findings', 'README.md'),
  ]);
}

const vocabulary =
  '"We" are who makes the call. The peer *went* when the last copy of its descriptor was closed: by close(), exit, or a kill. connect() to AF_UNSPEC *dissolves* a connection. The rules are found, not ' +
  'asserted: of all combinations of these conditions, the smallest that separates the calls that return it from those that do not.';

function introduction(sources: Source[], atlas: Atlas): string {
  const asked = `Asked on ${allOf(sources.map((source) => `${sourceLink(atlas.sources, source.id)}, read on ${source.read}`))}.`;
  return `${asked} AF_LOCAL is another name of AF_UNIX. Everything below is computed from measurements; every claim is held against them.`;
}

function subtleParts(all: readonly Subtlety[]): string[] {
  if (all.length === 0) return [];
  const lines = all.map(({ says, places }) => {
    const texts = places.map(({ family, systems, asked, example: { scenario } }) => {
      const where = `${familiesText([family])} on ${systemsText(systems, asked)}`;
      return `  - ${escape(where)} (${link(escape(scenario.id), `scenarios/${scenario.id}.md`)})`;
    });
    return [`${says}.`, ...texts].join('\n');
  });
  return ['## What else one should know', bullets(lines)];
}

/** Every situation in which a call fails with ECONNRESET. */
function situationParts(atlas: Atlas): string[] {
  const byGroup = situationsBy(atlas, (call) => (kindsOf(call).includes('ECONNRESET') ? [callGroupOf(call)?.id ?? ''] : []));
  const parts = callGroups.flatMap(({ id, title }) => {
    const found = byGroup.get(id);
    return found === undefined ? [] : [`### ${title}`, situationTable(found, '', { outcome: false })];
  });
  return parts.length === 0 ? [] : ['## All situations in which a call gives `ECONNRESET`', ...parts];
}

/** What sources say of systems that nobody has measured. */
function claimedParts(atlas: Atlas): string[] {
  const rows = claimedOutcomes(atlas).map((one) => [
    escape(`${titleOf(one.system)}${one.version === undefined ? '' : ` ${one.version}`}`),
    escape(familiesText(one.families)),
    escape(one.state),
    one.role,
    code(one.outcome),
    someOf(one.sources.map(code), 2),
  ]);
  if (rows.length === 0) return [];
  return [
    '## What is claimed of systems that nobody has measured',
    'The first read or write after the peer went. None of this is measured; each row is what a source says, or what we read in it: see [claims](claims.md).',
    table(['system', 'on', 'before the call', 'call', 'claimed', 'source'], rows),
  ];
}

/** How many claims have which verdict: `Of 3 claims, 1 does not conform, 2 hold.` */
function verdictCounts(judgements: readonly Judgement[]): string {
  const counted = verdicts.flatMap((verdict) => {
    const number = judgements.filter((judgement) => judgement.verdict === verdict).length;
    return number === 0 ? [] : [`${number} ${number === 1 ? verdict : (severally[verdict] ?? verdict)}`];
  });
  return `Of ${count(judgements.length, 'claim')}, ${allOf(counted)}.`;
}

/** Verdicts that are verbs, of several claims. */
const severally: Partial<Record<Verdict, string>> = { 'does not conform': 'do not conform', holds: 'hold' };

function claimsTable(judgements: readonly Judgement[]): string {
  return table(
    ['verdict', 'scenario', 'claim', 'measured'],
    judgements.map((judgement) => [
      verdictText(judgement),
      scenarioLink(judgement.scenario),
      claimText(judgement.claim),
      evidenceText(judgement),
    ]),
  );
}

function untestedParts(judgements: readonly Judgement[]): string[] {
  const untested = judgements.filter((judgement) => judgement.verdict === 'untested');
  if (untested.length === 0) return [];
  return [
    'What is untested speaks of systems that nobody has measured yet. One file is enough: see [CONTRIBUTING.md](../CONTRIBUTING.md).',
  ];
}
