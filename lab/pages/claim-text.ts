import type { Claim, Source } from '../scenario/case.ts';
import { compare } from '../atlas/order.ts';
import type { System } from '../atlas/system.ts';
import { nameAmong } from '../atlas/group-name.ts';
import { grouped } from '../grouped.ts';
import { casesOf } from '../findings/judge.ts';
import type { Evidence, Judgement } from '../findings/judge.ts';
import { blaming, verdicts } from '../findings/verdict-words.ts';
import type { Verdict } from '../findings/verdict-words.ts';
import { code, escape, link } from './markdown.ts';
import { allOf, anyOf } from '../prose.ts';
import { whereShort } from './where.ts';
import { seenText } from './seen.ts';
import { selectorText } from '../atlas/selector-text.ts';
import { outcomesOf, sumOf } from '../atlas/tally.ts';

/** What a claim says, as markdown without a full stop: *first read* gives `EOF` on macOS (tcp4, tcp6). */
export function claimText(claim: Claim): string {
  const labels = allOf(claim.of.map((label) => `*${escape(label)}*`));
  const pacing = claim.pacing === undefined ? '' : `, if ${claim.pacing}`;
  return `${labels} ${claim.of.length === 1 ? 'gives' : 'give'} ${outcomesText(claim)} ${escape(selectorText(claim.on))}${whereClaimed(claim)}${pacing}`;
}

/** A verdict for a cell of a table, with the party at fault: what blames somebody is bold. Markdown. */
export function verdictText(judgement: Judgement): string {
  const { verdict, claim, evidence } = judgement;
  const against = evidence.filter((piece) => piece.verdict === verdict);
  if (verdict === 'does not conform') return `**does not conform: ${systemsText(against, judgement)}**`;
  if (verdict === 'out of date' && claim.outdated !== undefined) {
    return `out of date since ${escape(claim.outdated.since)}${evidence.length === 0 ? `, says ${code(claim.outdated.source)}` : ''}`;
  }
  return blaming.includes(verdict) ? `**${verdict}**` : verdict;
}

/** The outcomes that agree with a claim: `EOF` or `EPIPE` with SIGPIPE. Markdown. */
export function outcomesText({ outcome, signal }: Claim): string {
  const along = signal === undefined ? '' : signal === 'none' ? ' without a signal' : ` with ${signal}`;
  return anyOf(outcome.map((one) => (one === 'EPIPE' ? `${code(one)}${along}` : code(one))));
}

/** The matrix values that a claim is limited to, in brackets behind a space; nothing if it is not limited. Markdown. */
export function whereClaimed(claim: Claim): string {
  const values = Object.entries(claim.with).map(
    ([dimension, list]) => `${dimension === 'link' ? '' : `${dimension}: `}${list.map(String).join(', ')}`,
  );
  return values.length === 0 ? '' : ` (${escape(values.join('; '))})`;
}

/** A source as a link with its title, `short` without the place in it; one that is not in the list of sources is named by its id. */
export function sourceLink(sources: ReadonlyMap<string, Source>, id: string, length: 'short' | 'long' = 'long'): string {
  const source = sources.get(id);
  if (source === undefined) return code(id);
  const at = source.at === undefined || length === 'short' ? '' : ` (${escape(source.at)})`;
  return `${link(escape(source.title), source.url)}${at}`;
}

/** What a judgement rests on, as markdown: first what refutes, then what is timing-dependent, then what agrees. */
export function evidenceText(judgement: Judgement): string {
  return evidenceTexts(judgement, (texts) => [texts.join(', ')]).join('; ');
}

/** The same, a line for each outcome. */
export function evidenceLines(judgement: Judgement): string[] {
  return evidenceTexts(judgement, (texts) => texts);
}

function evidenceTexts(judgement: Judgement, put: (texts: string[]) => string[]): string[] {
  const found = verdicts.flatMap((verdict) => {
    const pieces = judgement.evidence.filter((piece) => piece.verdict === verdict);
    return pieces.length === 0 ? [] : [{ lead: leads[verdict], texts: put(seenIn(pieces, judgement)) }];
  });
  if (found.length === 0) return ['no system measured so far is one that it speaks of'];
  return found.flatMap(({ lead, texts }) => (found.length === 1 ? texts : texts.map((text) => `${lead} ${text}`)));
}

/** What these pieces of evidence have seen, and where, each outcome for itself: `5` on Linux (tcp4, tcp6). */
function seenIn(pieces: readonly Evidence[], judgement: Judgement): string[] {
  const { scenario, claim } = judgement;
  const claimed = casesOf(claim, scenario);
  const byOutcome = grouped(pieces, ({ seen }) => outcomesOf(seen).toSorted(compare).join('\n'));
  return [...byOutcome]
    .toSorted(([one], [other]) => compare(one, other))
    .map(([, alike]) => {
      const seenCases = new Set(alike.map((piece) => piece.case));
      const cases = claimed.filter((theCase) => seenCases.has(theCase));
      const where = cases.length === claimed.length ? '' : ` (${escape(whereShort(scenario, cases))})`;
      return `${seenText(sumOf(alike.map(({ seen }) => [seen, 1])))} on ${systemsText(alike, judgement)}${where}`;
    });
}

/** The systems of some pieces of evidence, named as far as the others must be told from them, escaped. */
function systemsText(pieces: readonly Evidence[], { evidence }: Judgement): string {
  return escape(nameAmong(systemsOf(pieces), systemsOf(evidence)));
}

function systemsOf(pieces: readonly Evidence[]): System[] {
  return [...new Set(pieces.flatMap(({ systems }) => systems))];
}

const leads: Record<Verdict, string> = {
  'does not conform': 'not so:',
  'page differs': 'not so:',
  refuted: 'not so:',
  'out of date': 'no longer so:',
  'not listed': 'not listed:',
  'inference fails': 'not so:',
  'other version': 'otherwise in other versions:',
  'timing-dependent': 'only in some trials:',
  holds: 'as claimed:',
  untested: '',
};
