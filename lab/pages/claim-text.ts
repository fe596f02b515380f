import type { Claim, Source } from '../scenario/case.ts';
import { compare } from '../atlas/order.ts';
import type { System } from '../atlas/system.ts';
import { kernelVersionsOf } from '../atlas/group-name.ts';
import { casesOf } from '../findings/judge.ts';
import type { Evidence, Judgement } from '../findings/judge.ts';
import { blaming, verdicts } from '../findings/verdict.ts';
import type { Verdict } from '../findings/verdict.ts';
import { code, escape, link } from './markdown.ts';
import { allOf, anyOf, count } from '../prose.ts';
import { whereShort } from './where.ts';
import { seenText } from './seen.ts';
import { selectorText } from '../atlas/select.ts';
import { outcomesOf, sumOf } from '../atlas/tally.ts';

/** What a claim says, as markdown without a full stop: *first read* gives `EOF` on macOS (tcp4, tcp6). */
export function claimText(claim: Claim): string {
  const labels = allOf(claim.of.map((label) => `*${escape(label)}*`));
  const pacing = claim.pacing === undefined ? '' : `, if ${claim.pacing}`;
  return `${labels} ${claim.of.length === 1 ? 'gives' : 'give'} ${outcomesText(claim)} ${escape(selectorText(claim.on))}${whereClaimed(claim)}${pacing}`;
}

/** The same, and what a reader must know to judge it. */
export function claimAndNote(claim: Claim): string {
  return claimText(claim) + (claim.note === undefined ? '' : `. ${escape(claim.note)}`);
}

/** A verdict for a cell of a table, with the party at fault: what blames somebody is bold. Markdown. */
export function verdictText({ verdict, claim, evidence }: Judgement): string {
  const systems = [...new Set(evidence.filter((piece) => piece.verdict === verdict).flatMap((piece) => piece.systems))];
  if (verdict === 'does not conform') return `**does not conform: ${onSystems(systems)}**`;
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
  const found = verdicts.flatMap((verdict) => {
    const pieces = judgement.evidence.filter((piece) => piece.verdict === verdict);
    return pieces.length === 0 ? [] : [{ lead: `${leads[verdict]} `, text: seenIn(pieces, judgement) }];
  });
  if (found.length === 0) return 'no system measured so far is one that it speaks of';
  return found.map(({ lead, text }) => (found.length === 1 ? text : `${lead}${text}`)).join('; ');
}

/** What these pieces of evidence have seen, and where: `5` on Linux 6.18.44 (12 targets; tcp4, tcp6), … */
export function seenIn(pieces: readonly Evidence[], { scenario, claim }: Judgement): string {
  const claimed = casesOf(claim, scenario);
  const byOutcome = new Map<string, Evidence[]>();
  for (const piece of pieces) {
    const key = outcomesOf(piece.seen).toSorted(compare).join('\n');
    byOutcome.set(key, [...(byOutcome.get(key) ?? []), piece]);
  }
  return [...byOutcome.values()]
    .map((alike) => {
      const systems = [...new Set(alike.flatMap((piece) => piece.systems))];
      const cases = scenario.cases.filter((theCase) => alike.some((piece) => piece.case === theCase));
      const where = cases.length === claimed.length ? '' : escape(whereShort(scenario, cases));
      const details = [systems.length === 1 ? '' : count(systems.length, 'target'), where].filter((detail) => detail !== '').join('; ');
      return `${seenText(sumOf(alike.map((piece) => [piece.seen, piece.systems.length])))} on ${onSystems(systems)}${details === '' ? '' : ` (${details})`}`;
    })
    .join(', ');
}

/** The kernels of systems in a sentence, escaped. */
export function onSystems(systems: readonly System[]): string {
  return escape(kernelVersionsOf(systems));
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
