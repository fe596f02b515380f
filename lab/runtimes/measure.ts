import pLimit from 'p-limit';
import { LabError } from '../failure.ts';
import { osTrouble } from '../os-trouble.ts';
import type { Places } from '../root.ts';
import type { Prepared, Surroundings } from '../targets/driver.ts';
import type { Outcome, Progress } from '../targets/progress.ts';
import { Silence } from '../targets/silence.ts';
import type { Target } from '../targets/target.ts';
import { httpTasks } from './http.ts';
import { prepareRuntime, targetOf } from './image.ts';
import { readDriver, type Heard } from './reading.ts';
import type { Api, Runtime, RuntimeFile, Subject } from './runtime.ts';
import { hashOf, type SituationCase } from './situation.ts';
import { readStudies, writeStudy } from './studies.ts';
import { studyVersion, trialsOf, type Study } from './study.ts';
import { caseTasks, forceTasks, planOf, type Task } from './task.ts';

/** What to measure, and where. */
export interface MeasureRuntimesOptions {
  places: Places;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  progress: Progress;
  file: RuntimeFile;
  runtimes: readonly { runtime: Runtime; apis: readonly Api[] }[];
  cases: readonly SituationCase[];
  trials: number;
  jobs: number;
  /** Measure also what is known. */
  fresh: boolean;
}

/** What became of one runtime. */
export interface RuntimeOutcome extends Outcome {
  runtime: Runtime;
  why?: string | undefined;
  hint?: string | undefined;
  changed: boolean;
}

/** Words need no repetition as outcomes do: twice shows whether they vary. */
const forcedTrials = 2;

/** How long (ms) a driver may say nothing: a client of HTTP may take 15 s for each of some exchanges, and a machine may be slow. */
const patienceMs = 240_000;

/**
 * Measures what is not known yet, runtime by runtime, and stores each API as soon as it is whole. A runtime that cannot be had here or fails is an outcome and
 * never an exception; rejects only if a stored file is damaged or `signal` is aborted.
 */
export async function measureRuntimes(options: MeasureRuntimesOptions): Promise<RuntimeOutcome[]> {
  const { places, env, signal, progress } = options;
  const note = (target: Target, text: string): void => progress.note(target, text);
  const around: Surroundings = { places, env, signal, agent: { files: [], hash: '' }, note };
  const limit = pLimit(options.jobs);
  try {
    const stored = new Map((await readStudies(places)).map((study) => [study.api, study]));
    const outcomes = await Promise.all(
      options.runtimes.map((one) =>
        limit(async () => {
          const outcome = await measureRuntime(one, around, options, stored);
          progress.end(targetOf(one.runtime, options.file), outcome);
          return outcome;
        }),
      ),
    );
    signal.throwIfAborted();
    return outcomes;
  } finally {
    await progress.close();
  }
}

async function measureRuntime(
  { runtime, apis }: { runtime: Runtime; apis: readonly Api[] },
  around: Surroundings,
  options: MeasureRuntimesOptions,
  stored: ReadonlyMap<string, Study>,
): Promise<RuntimeOutcome> {
  const { file, places, progress, signal } = options;
  const target = targetOf(runtime, file);
  let changed = false;
  let measured = 0;
  try {
    signal.throwIfAborted();
    progress.stage(target, 'getting ready');
    const preparation = await prepareRuntime(runtime, file, places, around);
    if ('skipped' in preparation) {
      return { runtime, status: 'skipped', summary: preparation.skipped, why: preparation.skipped, hint: preparation.hint, changed };
    }
    for (const api of apis) {
      const subject = { runtime, api };
      if (!options.fresh && isKnown(stored.get(api.id), subject, preparation.ready, options)) continue;
      progress.stage(target, `running ${api.id}`);
      const study = await studyOf(subject, preparation.ready, options);
      changed = (await writeStudy(places, study)) || changed;
      measured++;
    }
    if (measured === 0) return { runtime, status: 'current', summary: 'known already', changed };
    return { runtime, status: 'measured', summary: `${measured} ${measured === 1 ? 'API' : 'APIs'}`, changed };
  } catch (error) {
    if (signal.aborted) return { runtime, status: 'interrupted', summary: 'interrupted', changed };
    const known = error instanceof LabError ? error : undefined;
    const why =
      known?.message ?? osTrouble(error) ?? `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return { runtime, status: known?.code === 'missing' ? 'skipped' : 'failed', summary: why, why, hint: known?.hint, changed };
  }
}

/** The image, the place, and the command in it. */
function fingerprintOf({ api }: Subject, { fingerprint }: Prepared): string {
  return `${fingerprint}; ${hashOf(api.command)}`;
}

function isKnown(study: Study | undefined, subject: Subject, prepared: Prepared, options: MeasureRuntimesOptions): boolean {
  if (study?.fingerprint !== fingerprintOf(subject, prepared)) return false;
  const has = (group: Study['cases'], tasks: readonly Task[], trials: number): boolean =>
    Object.keys(group).length === tasks.length &&
    tasks.every(({ id, hash }) => group[id]?.hash === hash && trialsOf(group[id] ?? { hash, traces: [] }) >= trials);
  return (
    has(study.cases, caseTasks(options.cases, subject), options.trials) &&
    has(study.http, httpTasks(subject), options.trials) &&
    has(study.forced, forceTasks(subject), forcedTrials)
  );
}

async function studyOf(subject: Subject, prepared: Prepared, options: MeasureRuntimesOptions): Promise<Study> {
  const { runtime, api } = subject;
  const ask = async (tasks: readonly Task[], trials: number): Promise<Heard | undefined> =>
    tasks.length === 0 ? undefined : askDriver(subject, tasks, trials, prepared, options.signal);
  const [cases, http, forced] = [
    await ask(caseTasks(options.cases, subject), options.trials),
    await ask(httpTasks(subject), options.trials),
    await ask(forceTasks(subject), forcedTrials),
  ];
  const { header, sigpipe } = cases ?? http ?? {};
  if (header === undefined || sigpipe === undefined) throw new LabError('partial', `${api.id}: its driver said nothing of itself`);
  return {
    schemaVersion: studyVersion,
    api: api.id,
    runtime: runtime.id,
    ...header,
    sigpipe,
    date: new Date().toISOString().slice(0, 10),
    fingerprint: fingerprintOf(subject, prepared),
    cases: Object.fromEntries(cases?.seen ?? []),
    http: Object.fromEntries(http?.seen ?? []),
    forced: Object.fromEntries(forced?.seen ?? []),
  };
}

/** Runs a plan in a container. Throws a `partial` if the driver did not answer all of it. */
async function askDriver(
  subject: Subject,
  tasks: readonly Task[],
  trials: number,
  prepared: Prepared,
  signal: AbortSignal,
): Promise<Heard> {
  const silence = new Silence();
  silence.allow(patienceMs);
  const limits = { signal: AbortSignal.any([signal, silence.signal]), heard: () => silence.allow(patienceMs) };
  const output = await prepared.run(planOf({ subject, tasks, trials }), limits).finally(() => silence.over());
  signal.throwIfAborted();
  const heard = readDriver(output.stdout, tasks, trials);
  const broken = heard.problem ?? startless(heard, tasks);
  if (broken === undefined) return heard;
  const said = output.stderr.trim().split('\n').at(-1) ?? '';
  throw new LabError('partial', [`${subject.api.id}: ${output.fault ?? broken}`, ...(said === '' ? [] : [said])].join('; '));
}

/** A program that never opens a connection is broken, and no finding. */
function startless({ seen }: Heard, tasks: readonly Task[]): string | undefined {
  const cases = tasks.filter(({ kind }) => kind === 'case');
  const opened = [...seen.values()].some(({ traces }) => traces.some(({ outcomes }) => outcomes[0] === 'done'));
  if (cases.length === 0 || opened) return undefined;
  const [first] = [...seen.values()].flatMap(({ traces }) => traces);
  return `its program opened no connection: ${first?.outcomes[0] ?? ''} ${first?.words[0] ?? ''}`.trim();
}
