import type { Case, Claim, Scenario } from '../scenario/case.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Atlas, Subject } from '../atlas/atlas.ts';
import { withoutBytes } from '../atlas/bytes.ts';
import type { Cell } from '../atlas/cell.ts';
import { selects } from '../atlas/select.ts';
import { outcomesOf, trialsIn } from '../atlas/tally.ts';
import type { Tally } from '../atlas/tally.ts';

/** All verdicts, the most newsworthy first. */
export const verdicts = ['refuted', 'depends on timing', 'holds', 'untested'] as const;
type Verdict = (typeof verdicts)[number];

/** One step of one case on one system that a claim speaks of, and what it says of the claim. */
export interface Evidence {
  subject: Subject;
  case: Case;
  /** The step's label. */
  step: string;
  verdict: Exclude<Verdict, 'untested'>;
  /** What was seen, limited to the pacing that the claim is limited to. */
  seen: Tally;
}

/** A claim held against all results. */
export interface Judgement {
  scenario: Scenario;
  claim: Claim;
  verdict: Verdict;
  /** In the order of cases, steps and subjects. Empty exactly if the verdict is `untested`. */
  evidence: Evidence[];
}

/** Judges every claim of every scenario, in the order of scenarios and claims. Throws LabError `bad-request` for a claim's malformed range. */
export function judgeAll(atlas: Atlas): Judgement[] {
  return atlas.scenarios.flatMap((scenario) => scenario.claims.map((claim) => judge(claim, scenario, atlas.subjects)));
}

/** Judges one claim. One cell that shows otherwise in all trials refutes it, however many cells agree. */
function judge(claim: Claim, scenario: Scenario, subjects: readonly Subject[]): Judgement {
  const evidence: Evidence[] = [];
  const selected = subjects.filter((subject) => selects(claim.on, subject.system));
  for (const theCase of casesOf(claim, scenario)) {
    for (const [index, step] of theCase.steps.entries()) {
      if (!claim.of.includes(step.label)) continue;
      for (const subject of selected) {
        const seen = seenBy(claim, cellFor(subject, theCase), index);
        if (seen === undefined) continue;
        evidence.push({ subject, case: theCase, step: step.label, verdict: verdictOf(claim, seen), seen });
      }
    }
  }
  return { scenario, claim, verdict: together(evidence), evidence };
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

function verdictOf(claim: Claim, seen: Tally): Evidence['verdict'] {
  const outcomes = outcomesOf(seen);
  const agreeing = outcomes.filter((outcome) => claim.outcome.includes(withoutBytes(outcome)));
  if (agreeing.length === outcomes.length) return 'holds';
  return agreeing.length === 0 ? 'refuted' : 'depends on timing';
}

function together(evidence: readonly Evidence[]): Verdict {
  const found = new Set(evidence.map((piece) => piece.verdict));
  return (['refuted', 'depends on timing', 'holds'] as const).find((verdict) => found.has(verdict)) ?? 'untested';
}

/** Puts what is news before what is as claimed, and that before what nobody measured. */
export function byVerdict(one: Judgement, other: Judgement): number {
  return verdicts.indexOf(one.verdict) - verdicts.indexOf(other.verdict);
}
