import { agentFiles, hashOf } from '../targets/agent-source.ts';
import { mergeRun } from '../results/merge.ts';
import type { Result } from '../results/result.ts';
import { readResults, updateResult } from '../results/store.ts';
import type { Places } from '../root.ts';
import { amalgamate } from './amalgamate.ts';
import { readCatalogue } from './catalogue.ts';
import { cksum } from './cksum.ts';
import { compareRun, type Comparison } from './compare.ts';
import { contributionsOf, type Contribution, type Yardstick } from './contribution.ts';
import { targetId } from './place.ts';
import { readSubmission } from './submission.ts';

/** A file that was handed in. */
export interface HandedIn {
  /** What to call it in messages. */
  name: string;
  bytes: Buffer;
}

/** Who hands in: a person, or a CI run of the repository, named by the address of its workflow. */
export type Sender = { contributor: string } | { ci: string };

/** What is to become of one run that was handed in. */
export interface Intake {
  name: string;
  contribution: Contribution;
  comparison: Comparison;
  /** The target it is filed under. */
  target: string;
  /** What is to be stored; nothing if the very same is there already. */
  result: Result | undefined;
}

/** All that was handed in, judged; nothing is stored yet. */
export interface Judged {
  accepted: Intake[];
  refused: { name: string; why: string }[];
  yardstick: Yardstick;
}

/** Checks what was handed in against the checkout and its stored results. Writes nothing. Throws LabError only if the checkout is damaged. */
export async function judge(places: Places, files: readonly HandedIn[], sender: Sender, today: string): Promise<Judged> {
  const [catalogue, sources, results] = await Promise.all([readCatalogue(places), agentFiles(places), readResults(places)]);
  const agentHash = hashOf(sources);
  const yardstick = { catalogue, agentHash, agentSum: cksum(Buffer.from(amalgamate(sources, agentHash))), today };
  const stored = new Map(results.map((result) => [result.target, result]));
  const judged: Judged = { accepted: [], refused: [], yardstick };
  for (const { name, bytes } of files) {
    const submission = readSubmission(bytes);
    const contributions = 'refused' in submission ? submission : contributionsOf(submission, yardstick);
    if ('refused' in contributions) {
      judged.refused.push({ name, why: contributions.refused });
      continue;
    }
    for (const contribution of contributions) {
      if (Object.keys(contribution.observations).length === 0) continue;
      const intake = place(name, signed(contribution, sender), stored);
      judged.accepted.push(intake);
      if (intake.result !== undefined) stored.set(intake.target, intake.result);
    }
  }
  return judged;
}

/** Stores what was accepted, and returns the targets whose files changed. */
export async function file(places: Places, intakes: readonly Intake[]): Promise<string[]> {
  const changed = new Set<string>();
  for (const { target, result, contribution } of intakes) {
    if (result === undefined) continue;
    const { run, observations } = contribution;
    if (await updateResult(places, target, (stored) => mergeRun(stored, { target, run, observations }))) changed.add(target);
  }
  return [...changed];
}

/**
 * A contribution gets a file of its own, named by its digest, so that nobody's result replaces another's. CI measures the same
 * places again and again: a run goes on in the file of its place, unless it contradicts what is in there; then both stay.
 */
function place(name: string, contribution: Contribution, stored: ReadonlyMap<string, Result>): Intake {
  const { run, observations, digest, target: origin } = contribution;
  const comparison = compareRun(run, observations, [...stored.values()]);
  const own = targetId(run, digest.slice(0, 8), origin);
  const target = run.details?.['ci'] === undefined ? own : (placeOfCi(contribution, stored) ?? own);
  const isThere = target === own && stored.has(own);
  return {
    name,
    contribution,
    comparison,
    target,
    result: isThere ? undefined : mergeRun(stored.get(target), { target, run, observations }),
  };
}

/** The file of this place that the run can go on in: the first that it does not contradict, or a new one; none if it contradicts all. */
function placeOfCi({ run, observations, target: origin }: Contribution, stored: ReadonlyMap<string, Result>): string | undefined {
  const base = targetId(run, undefined, origin);
  const ofPlace = [...stored.values()].filter(({ target }) => target === base || isMarked(target, base));
  const fitting = ofPlace.find((result) => compareRun(run, observations, [result]).contradictions.length === 0);
  return ofPlace.length === 0 ? base : fitting?.target;
}

function isMarked(target: string, base: string): boolean {
  return target.startsWith(`${base}-`) && /^[0-9a-f]{8}$/.test(target.slice(base.length + 1));
}

/** What only the sender may say of himself is what we say of him: a file cannot claim to be the lab's or CI's. */
function signed(contribution: Contribution, sender: Sender): Contribution {
  const { contributor: _, details: { ci: _claimed, ...details } = {}, ...run } = contribution.run;
  const from = 'ci' in sender ? { details: { ...details, ci: sender.ci } } : { details, contributor: sender.contributor };
  return { ...contribution, run: { ...run, ...from } };
}
