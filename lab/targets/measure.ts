import pLimit from 'p-limit';
import { LabError } from '../failure.ts';
import { compilePlan } from '../plan/compile.ts';
import { spread } from '../plan/spread.ts';
import { mergeRun } from '../results/merge.ts';
import { pacings, type Observation, type Result, type Run } from '../results/result.ts';
import { readResult, writeResult } from '../results/store.ts';
import type { Places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { agentFiles, hashOf } from './agent-source.ts';
import type { Prepared, Surroundings } from './driver.ts';
import { howOf, loadOf, prepare } from './drivers.ts';
import { faultOf, type Fault } from './fault.ts';
import { isCurrent } from './freshness.ts';
import { defaultJobs, lanesOf } from './lanes.ts';
import { readObservations, type Header } from './observations.ts';
import { persevere, type SoFar, type Start } from './persevere.ts';
import type { Outcome, Progress } from './progress.ts';
import type { Target } from './target.ts';

/** What to measure, where, and how often. */
export interface MeasureOptions {
  places: Places;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress: Progress;
  targets: readonly Target[];
  cases: readonly Case[];
  /** Trials of each case in each pacing; by default as many as are usual for the target. */
  trials?: number | undefined;
  /** Whether stored observations with more trials will do. */
  count: 'exactly' | 'at-least';
  /** Measure also what is known. */
  fresh: boolean;
  /** How many targets at once. */
  jobs?: number | undefined;
  /** Whether results are read from the store and written to it; not so for scenarios that are not the repository's. */
  stored: boolean;
}

/** What became of one target. */
export interface TargetOutcome extends Outcome {
  target: Target;
  /** Why it was skipped or failed; the same words for the same trouble, so that they can be grouped. */
  why?: string | undefined;
  hint?: string | undefined;
  /** How many cases ran now. */
  ran: number;
  /** What is known of the cases that were asked for, measured now or before. */
  observations: Map<string, Observation>;
  /** Whether the stored result changed. */
  changed: boolean;
  /** Whether there was a stored result before. */
  hasStored: boolean;
}

/** How long a call may take before it counts as blocking (ms), on a machine of ordinary speed. */
const callDeadlineMs = 300;

/** Trials of each case in each pacing. On an emulated machine the whole catalogue takes minutes of a processor's time for every five. */
export const usualTrials = { waits: 10, computes: 5 };

const newline = 0x0a;

/** A target is stopped after this long (ms), and so long for each trial: what a hung engine or emulator may cost, not a measure of speed. */
const deadline = { start: 180_000, perTrial: 100 };

/**
 * Makes all targets ready, and runs on each the cases that it has not answered yet. First all builds, then all runs: a compiler beside
 * a measurement would disturb it. Results are stored target by target. A target that cannot run here or fails is an outcome, never an
 * exception; rejects only if `signal` is aborted or the store is damaged.
 */
export async function measureTargets(options: MeasureOptions): Promise<TargetOutcome[]> {
  const files = await agentFiles(options.places);
  const { progress, signal } = options;
  const around: Surroundings = {
    places: options.places,
    env: options.env,
    signal,
    agent: { files, hash: hashOf(files) },
    note: (target, text) => progress.note(target, text),
  };
  const jobs = options.jobs ?? defaultJobs;
  const limit = pLimit(jobs);
  try {
    const ended = (outcome: TargetOutcome): TargetOutcome => {
      progress.end(outcome.target, outcome);
      return outcome;
    };
    const readied = options.targets.map((target) =>
      limit(async () => {
        const plan = await planFor(target, around, options);
        return 'prepared' in plan ? plan : ended(plan);
      }),
    );
    const plans = await settle(readied, signal);
    const outcomes = plans.flatMap((plan) => ('prepared' in plan ? [] : [plan]));
    for (const lane of lanesOf(
      plans.filter((plan) => 'prepared' in plan),
      jobs,
    )) {
      const inLane = pLimit(lane.jobs);
      const runs = lane.members.map((plan) => inLane(async () => ended(await runPlan(plan, around, options))));
      outcomes.push(...(await settle(runs, signal)));
    }
    return options.targets.flatMap((target) => outcomes.filter((outcome) => outcome.target === target));
  } finally {
    await progress.close();
  }
}

/** All of them to their end, also when one fails: what runs must have cleaned up after itself before anybody leaves. */
async function settle<T>(promises: Promise<T>[], signal: AbortSignal): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  signal.throwIfAborted();
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** A target that stands ready, and what it is to do. */
interface Plan {
  target: Target;
  prepared: Prepared;
  stored: Result | undefined;
  due: Case[];
}

async function planFor(target: Target, around: Surroundings, options: MeasureOptions): Promise<Plan | TargetOutcome> {
  options.signal.throwIfAborted();
  // A damaged file must stop us before anything is measured that could not be stored beside it.
  const stored = options.stored ? await readResult(options.places, target.id) : undefined;
  options.progress.stage(target, 'getting ready');
  let prepared: Prepared;
  try {
    const preparation = await prepare(target, around);
    if ('skipped' in preparation) {
      return {
        ...nothing(target, stored),
        status: 'skipped',
        summary: preparation.skipped,
        why: preparation.skipped,
        hint: preparation.hint,
      };
    }
    prepared = preparation.ready;
  } catch (error) {
    return failure(target, stored, error, options.signal);
  }
  const wanted = {
    agentSource: around.agent.hash,
    fingerprint: prepared.fingerprint,
    trials: trialsFor(target, options),
    count: options.count,
  };
  const due = options.cases.filter((one) => options.fresh || !isCurrent(one, stored, wanted));
  if (due.length > 0) {
    options.progress.stage(target, 'waiting');
    return { target, prepared, stored, due };
  }
  const observations = new Map(options.cases.flatMap((one) => pick(stored, one.id)));
  return { ...nothing(target, stored), observations, status: 'current', summary: `${options.cases.length} cases known already` };
}

async function runPlan({ target, prepared, stored, due }: Plan, around: Surroundings, options: MeasureOptions): Promise<TargetOutcome> {
  const { places, progress, signal } = options;
  const trials = trialsFor(target, options);
  const { copies, trials: each } = spread(trials);
  const stopAt = Date.now() + deadline.start + due.length * trials * 2 * deadline.perTrial;
  let header: Header | undefined;
  let fault: Fault | undefined;
  const start = async (batch: readonly Case[], soFar: SoFar): Promise<Start<Observation>> => {
    signal.throwIfAborted();
    if (soFar.starts === 0) progress.stage(target, `running ${batch.length} of ${options.cases.length} cases`);
    else
      progress.note(target, `${fault?.end ?? 'ended early'}; start ${soFar.starts + 1}, with ${batch.length} of the cases that are left`);
    // One line is the header, and each other one a copy of a case.
    let lines = -1;
    const heard = (chunk: Uint8Array): void => {
      for (const byte of chunk) if (byte === newline) lines++;
      progress.answered(target, soFar.answered + Math.max(0, Math.floor(lines / copies)));
    };
    const plan = compilePlan(batch, { trials: each, pacings, deadlineMs: callDeadlineMs, copies });
    const output = await prepared.run(plan, { signal, deadlineMs: Math.max(1, stopAt - Date.now()), heard });
    signal.throwIfAborted();
    const seen = readObservations(output.stdout, batch, copies);
    header ??= seen.header;
    fault ??= faultOf(output, seen, around.agent.hash);
    return { answered: seen.cases, began: seen.header !== undefined, timeLeft: Date.now() < stopAt };
  };
  try {
    const { answered, fatal, left, starts } = await persevere(due, start);
    // A target that answers nothing is broken. If it answers other cases, then that this one ends it is what was found of the case.
    const isSound = answered.size > 0;
    for (const { id, hash } of isSound ? fatal : []) {
      const why = `it ends the target: ${fault?.end ?? 'ended early'}`.slice(0, 200);
      answered.set(id, { hash, traces: [], incomplete: { missing: trials * pacings.length, why, fatal: true } });
    }
    let changed = false;
    if (options.stored && header !== undefined) {
      const run = runRecord(target, prepared, header);
      const merged = mergeRun(stored, { target: target.id, run, observations: Object.fromEntries(answered) });
      changed = merged !== undefined && (await writeResult(places, merged));
    }
    const known = options.cases.flatMap((one) => (due.includes(one) ? [] : pick(stored, one.id)));
    const observations = new Map([...known, ...answered]);
    const outcome = { target, ran: answered.size, observations, changed, hasStored: stored !== undefined };
    if (!isSound || left.length > 0 || (fault !== undefined && starts === 1)) {
      return { ...outcome, status: 'failed', summary: fault?.text ?? 'no answer', why: fault?.text };
    }
    return { ...outcome, status: 'measured', summary: summaryOf(answered.size, fatal.length, starts, fault) };
  } catch (error) {
    return failure(target, stored, error, signal);
  }
}

/** `42 cases`, and what it took to get them. */
function summaryOf(cases: number, fatal: number, starts: number, fault: Fault | undefined): string {
  const again = starts === 1 ? '' : ` in ${starts} starts (${fault?.end ?? 'ended early'})`;
  const ends = fatal === 0 ? '' : `; ${fatal} of them ended it each time`;
  return `${cases} ${cases === 1 ? 'case' : 'cases'}${again}${ends}`;
}

function trialsFor(target: Target, { trials }: MeasureOptions): number {
  return trials ?? usualTrials[loadOf(target).load];
}

/** What all observations of one run have in common. */
function runRecord(target: Target, prepared: Prepared, header: Header): Run {
  return {
    date: new Date().toISOString().slice(0, 10),
    how: howOf(target),
    agent: { ...header.agent, protocol: header.protocol },
    identity: header.identity,
    unsupported: header.unsupported,
    slowness: header.slowness,
    deadlineMs: header.deadlineMs,
    fingerprint: prepared.fingerprint,
    ...(prepared.declared ? { declared: prepared.declared } : {}),
    ...(Object.keys(prepared.details).length > 0 ? { details: prepared.details } : {}),
  };
}

function failure(target: Target, stored: Result | undefined, error: unknown, signal: AbortSignal): TargetOutcome {
  if (signal.aborted) throw signal.reason;
  // One broken target must not lose what the others measure; the stack goes along, because this may be a bug of ours.
  const known = error instanceof LabError;
  const why = known ? error.message : `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  return { ...nothing(target, stored), status: 'failed', summary: why, why, hint: known ? error.hint : undefined };
}

function nothing(target: Target, stored: Result | undefined): Omit<TargetOutcome, 'status' | 'summary'> {
  return { target, ran: 0, observations: new Map(), changed: false, hasStored: stored !== undefined };
}

function pick(stored: Result | undefined, id: string): [string, Observation][] {
  const found = stored?.cases[id];
  if (found === undefined) return [];
  const { run: _run, ...observation } = found;
  return [[id, observation]];
}
