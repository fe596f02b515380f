import { casesIn } from './differences.ts';
import type { AxisFinding, Difference } from './differences.ts';
import type { Judgement } from './judge.ts';
import { blaming } from './verdict-words.ts';
import { compare } from '../atlas/order.ts';

/** A sentence of a source that measurements do not bear out; the judgement of it in most cases stands for the others. */
export interface SurprisingClaim {
  judgement: Judgement;
  /** In how many cases systems do otherwise, all claims counted that rest on the same sentence. */
  cases: number;
}

/** What changed between versions of one kernel: one kind of difference, at its first step. */
export interface SurprisingChange {
  difference: Difference;
  cases: number;
}

/** The findings that readers expect least. */
export interface Surprises {
  claims: SurprisingClaim[];
  changes: SurprisingChange[];
}

/** How many of each are chosen: ten in all. */
const most = { claims: 7, changes: 3 };

/**
 * Chooses by rule, never by hand. Of the claims whose verdict blames a source or a system: one for each sentence of a source; first those that hold on
 * no measured Linux, since most readers run that, then those with the most cases. Of the changes between versions of Linux: one for each pair of
 * outcomes, those with the most cases first.
 */
export function surprisesIn(judgements: readonly Judgement[], decided: readonly AxisFinding[]): Surprises {
  return { claims: claimsIn(judgements).slice(0, most.claims), changes: changesIn(decided).slice(0, most.changes) };
}

function claimsIn(judgements: readonly Judgement[]): SurprisingClaim[] {
  const bySentence = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    if (!blaming.includes(judgement.verdict)) continue;
    const { source, quote, outcome } = judgement.claim;
    const key = JSON.stringify([source, quote ?? outcome]);
    bySentence.set(key, [...(bySentence.get(key) ?? []), judgement]);
  }
  return [...bySentence.values()]
    .flatMap((alike) => {
      const [judgement] = alike.toSorted((one, other) => casesAgainst(other) - casesAgainst(one) || compare(idOf(one), idOf(other)));
      return judgement === undefined ? [] : [{ judgement, cases: alike.reduce((sum, one) => sum + casesAgainst(one), 0) }];
    })
    .toSorted(
      (one, other) =>
        Number(concernsLinux(other.judgement)) - Number(concernsLinux(one.judgement)) ||
        other.cases - one.cases ||
        compare(idOf(one.judgement), idOf(other.judgement)),
    );
}

function changesIn(decided: readonly AxisFinding[]): SurprisingChange[] {
  const versions = decided.find(({ axis }) => axis.id === 'kernel version');
  const byKind = new Map<string, Difference[]>();
  for (const difference of versions?.differences ?? []) {
    const linux = [...difference.returned].filter(([place]) => place.startsWith('Linux '));
    const ways = new Set(linux.map(([, outcomes]) => [...outcomes].toSorted(compare).join(' or ')));
    // A call that a version lacks is no surprise.
    if (ways.size < 2 || [...ways].some((way) => way.startsWith('unsupported'))) continue;
    const key = [...ways].toSorted(compare).join('\n');
    byKind.set(key, [...(byKind.get(key) ?? []), { ...difference, returned: new Map(linux) }]);
  }
  return [...byKind.values()]
    .flatMap((alike) => (alike[0] === undefined ? [] : [{ difference: alike[0], cases: casesIn(alike) }]))
    .toSorted((one, other) => other.cases - one.cases || compare(one.difference.case.id, other.difference.case.id));
}

function casesAgainst({ verdict, evidence }: Judgement): number {
  return new Set(evidence.filter((piece) => piece.verdict === verdict).map((piece) => piece.case)).size;
}

function concernsLinux({ verdict, evidence }: Judgement): boolean {
  return evidence.some((piece) => piece.verdict === verdict && piece.systems.some(({ identity }) => identity.name === 'linux'));
}

function idOf({ scenario, claim }: Judgement): string {
  return `${scenario.id} ${claim.of.join(' ')} ${claim.source}`;
}
