import pLimit from 'p-limit';
import { LabError } from '../failure.ts';
import { osTrouble } from '../os-trouble.ts';
import { keepMeasurement, type Kept } from '../results/keep.ts';
import type { Observation, Result, Run } from '../results/result.ts';
import { readResult } from '../results/store.ts';
import type { Places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { agentFiles, hashOf } from './agent-source.ts';
import type { Prepared, Surroundings } from './driver.ts';
import type { Bounds } from './engine/bounds.ts';
import { howOf, loadOf, prepare } from './drivers.ts';
import { isForeign, type Fault } from './fault.ts';
import { isCurrent } from './freshness.ts';
import { defaultJobs, lanesOf } from './lanes.ts';
import { interruption } from './interruption.ts';
import type { Header } from './observations.ts';
import { observe, type Seen } from './observe.ts';
import type { Outcome, Progress } from './progress.ts';
import { usualPatience, type Patience } from './silence.ts';
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
  /** Whether results are read from the store, and written to it; scenarios that are not the repository's have none there. */
  store: 'unused' | 'read' | 'written';
  /** The name under which a run is stored whose system is known only on the spot. */
  fileNameOf: (run: Run) => string;
  /** Says what is new about what a target has answered. */
  newsOf?: ((fresh: Answers) => Promise<News>) | undefined;
  /** How long targets may be silent. */
  patience?: Patience;
  /** How long to wait for the container engine. */
  bounds?: Bounds;
}

/** What a target has just answered. */
export interface Answers {
  cases: readonly Case[];
  observations: ReadonlyMap<string, Observation>;
  /** The name under which its result is stored, and what was stored there before. */
  storedAs: string;
  before: Result | undefined;
}

/** What is new about that. */
export interface News {
  /** As a clause: `differs from linux-6.12 in 2 cases (nearest known system)`. */
  text: string;
  /** In which cases. */
  differing: readonly string[];
}

/** What became of one target. */
export interface TargetOutcome extends Outcome {
  target: Target;
  /** Why it was skipped or failed; the same words for the same trouble, so that they can be grouped. */
  why?: string | undefined;
  hint?: string | undefined;
  /** How many cases ran now. */
  ran: number;
  /** In which cases it differs from the nearest known system. */
  differing?: readonly string[] | undefined;
  /** What is known of the cases that were asked for, measured now or before. */
  observations: Map<string, Observation>;
  /** Whether the stored result changed. */
  changed: boolean;
  /** Whether there was a stored result before. */
  hasStored: boolean;
  /** The name under which its result is stored: its id, or what this machine is. */
  storedAs: string;
  /** What could not be stored as it should be, and why. */
  kept?: Kept | undefined;
}

/** Trials of each case in each pacing. On an emulated machine the whole catalogue takes minutes of a processor's time for every five. */
export const usualTrials = { waits: 10, computes: 5 };

/**
 * Makes all targets ready, and runs on each the cases that it has not answered yet. First all builds, then all runs: a compiler beside
 * a measurement would disturb it. Results are stored target by target. A target that cannot run here or fails is an outcome, never an
 * exception; rejects only if the store is damaged, or if `signal` is aborted: then what was answered until then is stored as well, and the
 * rejection says what that is.
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
    bounds: options.bounds,
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
    const plans = await settle(readied);
    const outcomes = plans.flatMap((plan) => ('prepared' in plan ? [] : [plan]));
    for (const lane of lanesOf(
      plans.filter((plan) => 'prepared' in plan),
      jobs,
    )) {
      const inLane = pLimit(lane.jobs);
      const runs = lane.members.map((plan) => inLane(async () => ended(await runPlan(plan, around, options))));
      outcomes.push(...(await settle(runs)));
    }
    if (signal.aborted) throw interruption(signal.reason, outcomes, options.store === 'written');
    return options.targets.flatMap((target) => outcomes.filter((outcome) => outcome.target === target));
  } finally {
    await progress.close();
  }
}

/** All of them to their end, also when one fails: what runs must have cleaned up after itself before anybody leaves. */
async function settle<T>(promises: Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** A target that stands ready, and what it is to do. */
interface Plan {
  target: Target;
  prepared: Prepared;
  stored: Stored;
  due: Case[];
}

/** The name that a target's result is stored under, and what is there. */
interface Stored {
  name: string;
  result: Result | undefined;
}

async function planFor(target: Target, around: Surroundings, options: MeasureOptions): Promise<Plan | TargetOutcome> {
  if (options.signal.aborted) return failure(target, { name: target.id, result: undefined }, undefined, options.signal);
  // A damaged file must stop us before anything is measured that could not be stored beside it.
  let stored = await read(target.id, options);
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
    if (prepared.header !== undefined) stored = await read(options.fileNameOf(runRecord(target, prepared, prepared.header)), options);
  } catch (error) {
    return failure(target, stored, error, options.signal);
  }
  const wanted = {
    fingerprint: prepared.fingerprint,
    trials: trialsFor(target, options),
    count: options.count,
  };
  const due = options.cases.filter((one) => options.fresh || !isCurrent(one, stored.result, wanted));
  if (due.length > 0) {
    options.progress.stage(target, 'waiting');
    return { target, prepared, stored, due };
  }
  const observations = new Map(options.cases.flatMap((one) => pick(stored.result, one.id)));
  return { ...nothing(target, stored), observations, status: 'current', summary: `${options.cases.length} cases known already` };
}

async function runPlan(plan: Plan, around: Surroundings, options: MeasureOptions): Promise<TargetOutcome> {
  const { target, stored, due } = plan;
  const { signal } = options;
  if (signal.aborted) return failure(target, stored, undefined, signal);
  let seen: Seen;
  try {
    seen = await observe({
      ...plan,
      of: options.cases.length,
      trials: trialsFor(target, options),
      agentHash: plan.prepared.agentHash ?? around.agent.hash,
      progress: options.progress,
      signal,
      patience: options.patience ?? usualPatience,
    });
  } catch (error) {
    return failure(target, stored, error, signal);
  }
  const { answered, fatal, left, starts, fault, header } = seen;
  let kept: Kept | undefined;
  try {
    if (options.store === 'written' && header !== undefined) {
      const run = runRecord(target, plan.prepared, header);
      kept = await keepMeasurement(options.places, { target: stored.name, run, observations: Object.fromEntries(answered) }, signal);
    }
  } catch (error) {
    return failure(target, stored, error, signal);
  }
  const known = options.cases.flatMap((one) => (due.includes(one) ? [] : pick(stored.result, one.id)));
  const observations = new Map([...known, ...answered]);
  const outcome = { ...nothing(target, stored), ran: answered.size, observations, changed: kept?.changed === true, kept };
  if (signal.aborted) {
    return { ...outcome, status: 'interrupted', summary: `interrupted; ${counted(answered.size)} of ${due.length} answered` };
  }
  if (header === undefined && fault !== undefined && isForeign(fault)) {
    const why = "this machine's kernel does not run its programs (exec format error)";
    return { ...outcome, status: 'skipped', summary: why, why };
  }
  const silent = due.filter(({ id }) => isWithoutAnswer(answered.get(id)));
  if (answered.size === 0 || left.length > 0 || (fault !== undefined && starts === 1)) {
    const why = fault?.text ?? 'no answer';
    return { ...outcome, status: 'failed', summary: why, why, hint: fault?.hint };
  }
  if (silent.length > 0) {
    const why = `${counted(silent.length)} of ${due.length} ${silent.length === 1 ? 'has' : 'have'} no answer: ${excuse(silent, answered)}`;
    return { ...outcome, status: 'failed', summary: why, why };
  }
  const summary = summaryOf(answered.size, fatal.length, starts, fault);
  const news = await options.newsOf?.({ cases: due, observations: answered, storedAs: stored.name, before: stored.result });
  return { ...outcome, status: 'measured', summary, news: news?.text, differing: news?.differing };
}

/** Not one trial of it came to an end, and that is not what was found of it. */
function isWithoutAnswer(observation: Observation | undefined): boolean {
  return observation === undefined || (observation.traces.length === 0 && observation.incomplete?.fatal !== true);
}

/** Which cases have no answer, and why the first of them has none. */
function excuse(silent: readonly Case[], answered: ReadonlyMap<string, Observation>): string {
  const shown = silent.slice(0, 3).map(({ id }) => id);
  const more = silent.length > shown.length ? ', …' : '';
  return `${shown.join(', ')}${more} (${answered.get(silent[0]?.id ?? '')?.incomplete?.why ?? 'it was not answered'})`;
}

function counted(cases: number): string {
  return `${cases} ${cases === 1 ? 'case' : 'cases'}`;
}

/** `42 cases`, and what it took to get them. */
function summaryOf(cases: number, fatal: number, starts: number, fault: Fault | undefined): string {
  const again = starts === 1 ? '' : ` in ${starts} starts (${fault?.end ?? 'ended early'})`;
  const ends = fatal === 0 ? '' : `; ${fatal} of them ended it each time`;
  return `${counted(cases)}${again}${ends}`;
}

function trialsFor(target: Target, { trials }: MeasureOptions): number {
  return trials ?? usualTrials[loadOf(target).load];
}

async function read(name: string, { places, store }: MeasureOptions): Promise<Stored> {
  return { name, result: store === 'unused' ? undefined : await readResult(places, name) };
}

/** What all observations of one run have in common. */
function runRecord(target: Target, prepared: Prepared, header: Header): Run {
  return {
    date: new Date().toISOString().slice(0, 10),
    how: howOf(target),
    agent: { ...header.agent, protocol: header.protocol },
    identity: header.identity,
    unsupported: header.unsupported,
    surroundings: header.surroundings,
    errnos: header.errnos,
    slowness: header.slowness,
    deadlineMs: header.deadlineMs,
    fingerprint: prepared.fingerprint,
    ...(prepared.declared ? { declared: prepared.declared } : {}),
    ...(Object.keys(prepared.details).length > 0 ? { details: prepared.details } : {}),
  };
}

function failure(target: Target, stored: Stored, error: unknown, signal: AbortSignal): TargetOutcome {
  if (signal.aborted) return { ...nothing(target, stored), status: 'interrupted', summary: 'interrupted' };
  // One broken target must not lose what the others measure; the stack goes along, because this may be a bug of ours.
  const known = error instanceof LabError;
  const why = known
    ? error.message
    : (osTrouble(error) ?? `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return { ...nothing(target, stored), status: 'failed', summary: why, why, hint: known ? error.hint : undefined };
}

function nothing(target: Target, stored: Stored): Omit<TargetOutcome, 'status' | 'summary'> {
  return { target, ran: 0, observations: new Map(), changed: false, hasStored: stored.result !== undefined, storedAs: stored.name };
}

function pick(stored: Result | undefined, id: string): [string, Observation][] {
  const found = stored?.cases[id];
  if (found === undefined) return [];
  const { run: _run, ...observation } = found;
  return [[id, observation]];
}
