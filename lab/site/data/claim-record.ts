import { evidenceText } from '../../pages/claim-text.ts';
import type { Judgement } from '../../findings/judge.ts';
import type { Claim, MatrixValue, SystemSelector } from '../../scenario/case.ts';
import { local, spelled } from './letters.ts';
import type { ClaimDetails, ClaimRecord } from './site-file.ts';
import { forceLetters, verdictLetters } from './words.ts';

/** A judged claim as a record. `labels` are those of its scenario in order, `keys` the sources' by their ids. */
export function claimRecord(judgement: Judgement, labels: readonly string[], keys: ReadonlyMap<string, string>): ClaimRecord {
  const { claim, scenario, verdict } = judgement;
  const more = detailsOf(judgement);
  return [
    `${verdictLetters[verdict]}${forceLetters[claim.says]}`,
    keys.get(claim.source) ?? claim.source,
    spelled(
      claim.of.map((label) => labels.indexOf(label)),
      local,
    ),
    claim.outcome.length === 1 ? (claim.outcome[0] ?? '') : claim.outcome,
    systemsIn(claim.on),
    whereIn(claim.with, scenario.matrix),
    ...(Object.keys(more).length === 0 ? ([] as const) : ([more] as const)),
  ];
}

function systemsIn(on: SystemSelector): ClaimRecord[4] {
  return typeof on.os === 'string' && Object.keys(on).length === 1 ? on.os : on;
}

function whereIn(limits: Claim['with'], matrix: Record<string, MatrixValue[]>): string {
  return Object.entries(limits)
    .map(
      ([dimension, values]) =>
        `${dimension}:${spelled(
          values.map((value) => matrix[dimension]?.indexOf(value) ?? -1),
          local,
        )}`,
    )
    .join(' ');
}

function detailsOf(judgement: Judgement): ClaimDetails {
  const { pacing, signal, quote, note, outdated } = judgement.claim;
  const isPlain = judgement.verdict === 'holds' || judgement.verdict === 'untested';
  const all = { pacing, signal, quote, note, outdated, evidence: isPlain ? undefined : evidenceText(judgement) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
