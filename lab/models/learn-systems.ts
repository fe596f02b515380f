import pLimit from 'p-limit';
import { fileNameOf } from '../atlas/file-name.ts';
import { LabError } from '../failure.ts';
import { osTrouble } from '../os-trouble.ts';
import type { Places } from '../root.ts';
import { agentFiles, hashOf } from '../targets/agent-source.ts';
import type { Prepared, Surroundings } from '../targets/driver.ts';
import { howOf, prepare } from '../targets/drivers.ts';
import { defaultJobs, lanesOf } from '../targets/lanes.ts';
import type { Outcome, Progress } from '../targets/progress.ts';
import type { Target } from '../targets/target.ts';
import { count } from '../prose.ts';
import { modelName, type Alphabet } from './alphabet.ts';
import { learnTarget, type Learned } from './learn-target.ts';
import type { Mealy } from './mealy.ts';
import { machineFile, machineOf, systemFile, type Entry, type MachineFile, type SystemFile } from './model-file.ts';
import { readModels, storeModels, type StoredModels } from './model-store.ts';

/** What to learn, and where. */
export interface LearnSystemsOptions {
  places: Places;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress: Progress;
  targets: readonly Target[];
  alphabets: readonly Alphabet[];
  /** How many states more than were learned are tested for; by default as many as the alphabet says for the first system, and none for others. */
  extra: number | undefined;
  /** Learn also what is known. */
  fresh: boolean;
  jobs: number | undefined;
  /** Ends after so long (ms) what is being learned then, as an interrupt would; by default never. */
  budgetMs?: number | undefined;
}

/** What became of one target. */
export interface LearnOutcome extends Outcome {
  target: Target;
  /** Why it was skipped or failed, and what to do. */
  why?: string | undefined;
  hint?: string | undefined;
  learned: Learned[];
  changed: boolean;
}

/** A target that stands ready, and what is to be learned of it. */
interface Plan {
  target: Target;
  prepared: Prepared;
  due: Alphabet[];
}

/**
 * Learns what is not known yet: first one system thoroughly, then the others beginning with the conformance suite of what is known, by the number of states that
 * it was asked for. What was learned is stored model by model, so that whatever ends this early costs only what was being learned just then. A target that cannot run here or fails is an outcome and never an
 * exception; rejects only if the store is damaged or `signal` is aborted.
 */
export async function learnSystems(options: LearnSystemsOptions): Promise<LearnOutcome[]> {
  const { places, progress, signal } = options;
  const files = await agentFiles(places);
  const note = (target: Target, text: string): void => progress.note(target, text);
  const { budgetMs } = options;
  const limited = budgetMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  const around: Surroundings = { places, env: options.env, signal: limited, agent: { files, hash: hashOf(files) }, note };
  const jobs = options.jobs ?? defaultJobs;
  const outcomes = new Map<Target, LearnOutcome>();
  const end = (outcome: LearnOutcome): void => {
    outcomes.set(outcome.target, outcome);
    progress.end(outcome.target, outcome);
  };
  try {
    const stored = await readModels(places);
    const limit = pLimit(jobs);
    const plans: Plan[] = [];
    const readied = await Promise.all(options.targets.map((target) => limit(async () => planFor(target, around, options, stored))));
    for (const plan of readied) {
      if ('prepared' in plan) plans.push(plan);
      else end(plan);
    }
    for (const lane of lanesOf(nativeFirst(plans), jobs)) {
      const inLane = pLimit(lane.jobs);
      // The first system of each alphabet is learned before others are compared with it.
      const isFirst = (plan: Plan): boolean => plan.due.some((alphabet) => referenceOf(stored, alphabet) === undefined);
      const [first, ...others] = lane.members;
      if (first !== undefined && isFirst(first)) end(await learnPlan(first, around, options, stored));
      else if (first !== undefined) others.unshift(first);
      await Promise.all(others.map((plan) => inLane(async () => end(await learnPlan(plan, around, options, stored)))));
    }
    signal.throwIfAborted();
    return options.targets.flatMap((target) => outcomes.get(target) ?? []);
  } finally {
    await progress.close();
  }
}

/** This machine first: it is the quickest to learn of from nothing. */
function nativeFirst(plans: readonly Plan[]): Plan[] {
  return plans.toSorted((a, b) => Number(b.target.kind === 'native') - Number(a.target.kind === 'native'));
}

/** The machine of a system whose model of this alphabet is known, the one most tested. */
function referenceOf({ systems, machines }: StoredModels, alphabet: Alphabet): Mealy | undefined {
  const entries = systems.flatMap(({ models }) => models[modelName(alphabet)] ?? []).filter((entry) => entry.alphabet === alphabet.hash);
  const [best] = entries.filter(({ machine }) => machine !== undefined).toSorted((a, b) => b.extra - a.extra);
  const file = machines.get(best?.machine ?? '');
  return file === undefined ? undefined : machineOf(file);
}

async function planFor(
  target: Target,
  around: Surroundings,
  { progress, alphabets, fresh, extra }: LearnSystemsOptions,
  stored: StoredModels,
): Promise<Plan | LearnOutcome> {
  progress.stage(target, 'getting ready');
  try {
    around.signal.throwIfAborted();
    const preparation = await prepare(target, around);
    if ('skipped' in preparation) {
      const { skipped, hint } = preparation;
      return { target, status: 'skipped', summary: skipped, why: skipped, hint, learned: [], changed: false };
    }
    const prepared = preparation.ready;
    const known = stored.systems.find((system) => system.target === storedName(target, prepared))?.models ?? {};
    const due = alphabets.filter((alphabet) => {
      const entry = known[modelName(alphabet)];
      const isSame = entry?.alphabet === alphabet.hash && entry.fingerprint === prepared.fingerprint;
      return fresh || !isSame || entry.extra < (extra ?? 0);
    });
    if (due.length > 0) {
      progress.stage(target, 'waiting');
      return { target, prepared, due };
    }
    return { target, status: 'current', summary: `${alphabets.length} models known already`, learned: [], changed: false };
  } catch (error) {
    return failure(target, error, around.signal);
  }
}

/** The name that a target's models are stored under: as its results. */
function storedName(target: Target, { header, declared }: Prepared): string {
  return header === undefined ? target.id : fileNameOf({ identity: header.identity, declared, how: howOf(target) });
}

async function learnPlan(plan: Plan, around: Surroundings, options: LearnSystemsOptions, stored: StoredModels): Promise<LearnOutcome> {
  const { target, prepared, due } = plan;
  const { progress, places } = options;
  const { signal } = around;
  progress.stage(target, `learning ${due.map(modelName).join(', ')}`);
  const finished: Learned[] = [];
  let changed = false;
  try {
    // A system that was tested for more states before is tested for as many again.
    const before = stored.systems.find((system) => system.target === storedName(target, prepared))?.models ?? {};
    const first = new Set(due.filter((alphabet) => referenceOf(stored, alphabet) === undefined));
    // One after another: each adds its part to the same file.
    const storing = pLimit(1);
    const { learned, starts } = await learnTarget({
      target,
      prepared,
      agentHash: around.agent.hash,
      signal,
      alphabets: due,
      reference: (alphabet) => referenceOf(stored, alphabet),
      extraOf: (alphabet) => options.extra ?? (first.has(alphabet) ? alphabet.extra : (before[modelName(alphabet)]?.extra ?? 0)),
      heard: (words) => progress.answered(target, words),
      finished: async (one, header) => {
        const entry = 'failed' in one || header === undefined ? undefined : entryOf(one, plan, around.agent.hash);
        if (header === undefined || entry === undefined) return;
        changed = (await storing(async () => store(places, plan, header.identity, entry, stored))) || changed;
        finished.push(one);
        progress.note(target, `${modelName(one.alphabet)} learned; ${finished.length} of ${due.length}`);
      },
    });
    const failed = learned.filter((one) => 'failed' in one);
    const words = learned.reduce((sum, one) => sum + one.words, 0);
    const common = { target, learned, changed };
    if (failed.length > 0) {
      const why = failed.map((one) => one.failed.message).join('\n');
      return { ...common, status: 'failed', summary: why, why, hint: failed[0]?.failed.hint };
    }
    return { ...common, status: 'measured', summary: `${count(learned.length, 'model')} with ${words} words in ${count(starts, 'start')}` };
  } catch (error) {
    return { ...failure(target, error, signal), learned: finished, changed };
  }
}

/** What is stored of an alphabet that was learned, and its machine if there is one. */
interface Stored {
  model: string;
  entry: Entry;
  machine: { name: string; file: MachineFile } | undefined;
}

function entryOf(one: Exclude<Learned, { failed: LabError }>, { prepared }: Plan, agent: string): Stored {
  const common = { alphabet: one.alphabet.hash, agent, fingerprint: prepared.fingerprint, extra: one.extra };
  const model = modelName(one.alphabet);
  if ('lacks' in one) return { model, entry: { ...common, lacks: one.lacks.slice(0, 200) }, machine: undefined };
  const machine = machineFile(one.alphabet, one.machine);
  return { model, entry: { ...common, machine: machine.name }, machine };
}

async function store(
  places: Places,
  { target, prepared }: Plan,
  identity: SystemFile['identity'],
  { model, entry, machine }: Stored,
  stored: StoredModels,
): Promise<boolean> {
  const name = storedName(target, prepared);
  const before = stored.systems.find((system) => system.target === name)?.models ?? {};
  const run = { how: howOf(target), identity, declared: prepared.declared };
  const system = systemFile(name, run, { ...before, [model]: entry });
  const machines = new Map(machine === undefined ? [] : [[machine.name, machine.file] as const]);
  const changed = await storeModels(places, system, machines);
  // What was learned just now is what the next system is compared with.
  stored.systems.splice(0, stored.systems.length, ...stored.systems.filter((one) => one.target !== name), system);
  for (const [each, file] of machines) stored.machines.set(each, file);
  return changed;
}

function failure(target: Target, error: unknown, signal: AbortSignal): LearnOutcome {
  const common = { target, learned: [], changed: false };
  if (signal.aborted) return { ...common, status: 'interrupted', summary: 'interrupted' };
  const known = error instanceof LabError;
  const why = known
    ? error.message
    : (osTrouble(error) ?? `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return { ...common, status: 'failed', summary: why, why, hint: known ? error.hint : undefined };
}
