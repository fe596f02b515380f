import type { Case, Claim, Scenario, Source } from '../scenario/case.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Atlas, Subject } from '../atlas/atlas.ts';
import { withoutBytes } from '../atlas/bytes.ts';
import type { Cell } from '../atlas/cell.ts';
import { selects } from '../atlas/select.ts';
import { allows } from '../scenario/allows.ts';
import { outcomesOf, trialsIn } from '../atlas/tally.ts';
import type { Tally } from '../atlas/tally.ts';
import { isOtherVersion, verdictOnDeviation, verdicts } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** One step of one case on one system that a claim speaks of, and what it says of the claim: never `untested`. */
export interface Evidence {
  subject: Subject;
  case: Case;
  /** The step's label. */
  step: string;
  verdict: Verdict;
  /** What was seen, limited to the pacing that the claim is limited to. */
  seen: Tally;
}

/** A claim held against all results. */
export interface Judgement {
  scenario: Scenario;
  claim: Claim;
  verdict: Verdict;
  /** In the order of cases, steps and subjects. Empty if the verdict is `untested`, or `out of date` because another source says so. */
  evidence: Evidence[];
}

/** Judges every claim of every scenario, in the order of scenarios and claims. Throws LabError `bad-request` for a claim's malformed range. */
export function judgeAll(atlas: Atlas): Judgement[] {
  return atlas.scenarios.flatMap((scenario) => scenario.claims.map((claim) => judge(claim, scenario, atlas)));
}

function judge(claim: Claim, scenario: Scenario, { subjects, sources }: Atlas): Judgement {
  const source = sources.get(claim.source);
  const evidence: Evidence[] = [];
  const selected = subjects.filter((subject) => selects(claim.on, subject.system));
  for (const theCase of casesOf(claim, scenario)) {
    for (const [index, step] of theCase.steps.entries()) {
      if (!claim.of.includes(step.label)) continue;
      for (const subject of selected) {
        const seen = seenBy(claim, cellFor(subject, theCase), index);
        if (seen === undefined) continue;
        evidence.push({ subject, case: theCase, step: step.label, verdict: verdictOf(claim, source, subject, seen), seen });
      }
    }
  }
  return { scenario, claim, verdict: together(claim, source, evidence), evidence };
}

/** The cases that a claim speaks of. */
export function casesOf(claim: Claim, scenario: Scenario): Case[] {
  return scenario.cases.filter((theCase) =>
    Object.entries(claim.with).every(([dimension, values]) => values.some((value) => value === theCase.matrix[dimension])),
  );
}

function seenBy(claim: Claim, cell: Cell, index: number): Tally | undefined {
  // That a system lacks something is an observation of the step where it showed, and a claim may say so. Stale cells answer another question.
  if (cell.state !== 'measured' && cell.state !== 'unsupported') return undefined;
  const tally = cell.steps[index];
  if (tally === undefined) return undefined;
  const limited: Tally = {
    'back-to-back': claim.pacing === 'settled' ? new Map() : tally['back-to-back'],
    settled: claim.pacing === 'back-to-back' ? new Map() : tally.settled,
  };
  if (trialsIn(limited) === 0) return undefined;
  // A claim about a call says nothing of systems that have no such call, unless it says just that.
  const lacking = outcomesOf(limited).every((outcome) => outcome.startsWith('unsupported: '));
  return lacking && !claim.outcome.some((outcome) => outcome.startsWith('unsupported: ')) ? undefined : limited;
}

/** Settled trials decide whether a system differs; if only trials back-to-back do, that is timing. */
function verdictOf(claim: Claim, source: Source | undefined, { system }: Subject, seen: Tally): Evidence['verdict'] {
  const agrees = (outcome: string) => allows(claim, withoutBytes(outcome));
  if (outcomesOf(seen).every(agrees)) return 'holds';
  const deciding = seen.settled.size > 0 ? seen.settled : seen['back-to-back'];
  return [...deciding.keys()].some(agrees) ? 'timing-dependent' : verdictOnDeviation(claim, source, system);
}

/**
 * The most newsworthy verdict of any cell, however many cells agree: a source that is wrong once is wrong. But that other versions differ is no
 * news of a claim that holds on the version which its source describes.
 */
function together(claim: Claim, source: Source | undefined, evidence: readonly Evidence[]): Verdict {
  const found = new Set(evidence.map((piece) => piece.verdict));
  if (evidence.some((piece) => piece.verdict === 'holds' && !isOtherVersion(claim, source, piece.subject.system)))
    found.delete('other version');
  return verdicts.find((verdict) => found.has(verdict)) ?? (claim.outdated === undefined ? 'untested' : 'out of date');
}

/** Puts what is news before what is as claimed, and that before what nobody measured. */
export function byVerdict(one: Judgement, other: Judgement): number {
  return verdicts.indexOf(one.verdict) - verdicts.indexOf(other.verdict);
}
