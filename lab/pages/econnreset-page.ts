import type { Scenario, Source } from '../scenario/case.ts';
import { compare } from '../atlas/order.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { claimText, evidenceText, sourceLink, verdictText } from './claim-text.ts';
import { notes } from './comparison.ts';
import { viewTable } from './matrix.ts';
import { viewOf } from './view.ts';
import { scenarioLink, verdictCounts } from '../findings/finding.ts';
import type { Judgement } from '../findings/judge.ts';
import { bullets, escape, page, table } from './markdown.ts';
import { allOf } from '../prose.ts';
import { shortAnswer } from '../findings/short-answer.ts';
import { subtleties } from '../findings/subtlety.ts';

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
  const asked = askedBy(atlas);
  if (asked.length === 0) return undefined;
  const own = judgements.filter((judgement) => ids.has(judgement.claim.source));
  const answer = shortAnswer(atlas, asked);
  const subtle = subtleties(atlas, atlas.scenarios);
  return page([
    '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
    '# What does ECONNRESET mean for an AF_LOCAL socket, and how does it differ from read() returning 0 and write() failing with EPIPE?',
    introduction(sources, atlas),
    '## In short',
    answer.length === 0 ? 'Nothing is measured yet.' : bullets(answer),
    '## What the calls returned',
    ...measuredParts(asked, atlas),
    ...(subtle.length === 0 ? [] : ['## What the short answer leaves out', bullets(subtle)]),
    '## What the answer on Stack Overflow says, and what was measured',
    verdictCounts(own),
    claimsTable(own),
    ...untestedParts(own),
    '[All findings](README.md)',
  ]);
}

function introduction(sources: Source[], atlas: Atlas): string {
  const asked = `Asked on ${allOf(sources.map((source) => `${sourceLink(atlas.sources, source.id)}, read on ${source.read}`))}.`;
  return `${asked} AF_LOCAL is another name of AF_UNIX. Everything below is computed from measurements; every claim is held against them.`;
}

function measuredParts(asked: readonly Scenario[], atlas: Atlas): string[] {
  const views = asked.map((scenario) => viewOf(scenario, atlas)).filter(({ groups }) => groups.length > 0);
  if (views.length === 0) return ['Nothing is measured yet.'];
  return [
    ...views.flatMap((view) => [`### ${scenarioLink(view.scenario)}`, viewTable(view, view.rows)]),
    notes(views.flatMap(({ rows }) => rows)),
  ];
}

function claimsTable(judgements: readonly Judgement[]): string {
  return table(
    ['verdict', 'scenario', 'claim', 'measured'],
    judgements.map((judgement) => [
      verdictText(judgement),
      scenarioLink(judgement.scenario),
      claimText(judgement.claim) + (judgement.claim.note === undefined ? '' : `. ${escape(judgement.claim.note)}`),
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
