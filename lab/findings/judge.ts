import type { Case, Claim, Scenario, Source } from '../scenario/case.ts';
import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { withoutBytes } from '../atlas/bytes.ts';
import { tallyAt } from '../atlas/cell.ts';
import type { Cell } from '../atlas/cell.ts';
import { selects } from '../atlas/select.ts';
import { allows } from '../scenario/allows.ts';
import { decisiveOutcomes, trialsIn } from '../atlas/tally.ts';
import type { Tally } from '../atlas/tally.ts';
import { isOtherVersion, verdictOnDeviation } from './verdict.ts';
import { newsFirst, verdicts } from './verdict-words.ts';
import type { Verdict } from './verdict-words.ts';

/**
 * One step of one case that a claim speaks of, on systems that saw just the same in it, and what it says of the claim: never `untested`.
 */
export interface Evidence {
  /** Those of them that the claim speaks of, by id. Never empty. */
  systems: System[];
  case: Case;
  /** The step's label. */
  step: string;
  verdict: Verdict;
  /** What was seen on each of them, limited to the pacing that the claim is limited to. */
  seen: Tally;
}

/** A claim held against all results. */
export interface Judgement {
  scenario: Scenario;
  claim: Claim;
  verdict: Verdict;
  /** In the order of cases, steps and systems. Empty if the verdict is `untested`, or `out of date` because another source says so. */
  evidence: Evidence[];
}

/** Judges every claim of every scenario, in the order of scenarios and claims. Throws LabError `bad-request` for a claim's malformed range. */
export function judgeAll(atlas: Atlas): Judgement[] {
  const selected = new Map<string, ReadonlySet<System>>();
  return atlas.scenarios.flatMap((scenario) =>
    scenario.claims.map((claim) => {
      const key = JSON.stringify(claim.on);
      const systems = selected.get(key) ?? new Set(atlas.systems.filter(({ identity }) => selects(claim.on, identity)));
      selected.set(key, systems);
      return judge(claim, scenario, atlas, systems);
    }),
  );
}

function judge(claim: Claim, scenario: Scenario, atlas: Atlas, selected: ReadonlySet<System>): Judgement {
  const source = atlas.sources.get(claim.source);
  const evidence: Evidence[] = [];
  for (const theCase of casesOf(claim, scenario)) {
    const { cells } = outcomeIn(atlas, theCase);
    for (const [index, step] of theCase.steps.entries()) {
      if (!claim.of.includes(step.label)) continue;
      for (const cell of cells) {
        const systems = cell.systems.filter((system) => selected.has(system));
        const seen = systems.length === 0 ? undefined : seenBy(claim, cell, index);
        if (seen === undefined) continue;
        for (const [verdict, own] of verdictsOf(claim, source, systems, seen))
          evidence.push({ systems: own, case: theCase, step: step.label, verdict, seen });
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
  const tally = tallyAt(cell, index);
  if (tally === undefined) return undefined;
  const limited =
    claim.pacing === undefined
      ? tally
      : {
          'back-to-back': claim.pacing === 'settled' ? new Map<string, number>() : tally['back-to-back'],
          settled: claim.pacing === 'back-to-back' ? new Map<string, number>() : tally.settled,
        };
  if (trialsIn(limited) === 0) return undefined;
  // A claim about a call says nothing of systems that have no such call, unless it says just that.
  const lacking = allOutcomes(limited).every((outcome) => outcome.startsWith('unsupported: '));
  return lacking && !claim.outcome.some((outcome) => outcome.startsWith('unsupported: ')) ? undefined : limited;
}

/** In no order: nobody who asks for all of them cares. */
function allOutcomes(seen: Tally): string[] {
  return [...seen.settled.keys(), ...seen['back-to-back'].keys()];
}

/** What a step says of a claim, and on which of the systems: a source is not blamed for systems of another version. */
function verdictsOf(claim: Claim, source: Source | undefined, systems: System[], seen: Tally): Map<Verdict, System[]> {
  const agrees = (outcome: string) => allows(claim, withoutBytes(outcome));
  if (allOutcomes(seen).every(agrees)) return new Map([['holds', systems]]);
  // Settled trials decide whether a system differs; if only trials back-to-back do, that is timing.
  if (decisiveOutcomes(seen).some(agrees)) return new Map([['timing-dependent', systems]]);
  const found = new Map<Verdict, System[]>();
  for (const system of systems) {
    const verdict = verdictOnDeviation(claim, source, system.identity);
    found.set(verdict, [...(found.get(verdict) ?? []), system]);
  }
  return found;
}

/**
 * The most newsworthy verdict of any cell, however many cells agree: a source that is wrong once is wrong. But that other versions differ is no
 * news of a claim that holds on the version which its source describes.
 */
function together(claim: Claim, source: Source | undefined, evidence: readonly Evidence[]): Verdict {
  const found = new Set(evidence.map((piece) => piece.verdict));
  const isOfItsVersion = ({ identity }: System) => !isOtherVersion(claim, source, identity);
  if (evidence.some(({ verdict, systems }) => verdict === 'holds' && systems.some(isOfItsVersion))) found.delete('other version');
  return verdicts.find((verdict) => found.has(verdict)) ?? (claim.outdated === undefined ? 'untested' : 'out of date');
}

/** Puts what is news before what is as claimed, and that before what nobody measured. */
export function byVerdict(one: Judgement, other: Judgement): number {
  return newsFirst(one.verdict, other.verdict);
}
