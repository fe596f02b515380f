import { exitCode, LabError } from '../failure.ts';
import { grouped } from '../grouped.ts';
import type { RuntimeOutcome } from '../runtimes/measure.ts';
import type { Api, Runtime, RuntimeFile } from '../runtimes/runtime.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import type { Context } from './context.ts';
import { chooseProgress } from './progress/choose.ts';

/** Options of `lab runtimes`. */
export interface RuntimesOptions {
  on?: string[] | undefined;
  trials?: number | undefined;
  jobs?: number | undefined;
  fresh?: boolean | undefined;
}

/** Trials of each situation: what is seen every time is said so. */
const usualTrials = 5;

/** They wait for most of the time, and the programs of several can wait at once. */
const usualJobs = 3;

/**
 * `lab runtimes`: measures what languages' runtimes make of the situations in docker/runtimes/situations.yaml, and stores it in reports/runtimes/. What is
 * known and still current is not measured again. Returns the exit code: 3 if a runtime that should run here failed; throws a `missing` if one that
 * was named cannot.
 */
export async function runtimes(options: RuntimesOptions, context: Context): Promise<number> {
  const { stdout, stderr } = context;
  const outcomes = await measureThem(options, context);
  for (const line of summarise(outcomes)) stdout.write(`${line}\n`);
  if (outcomes.some((one) => one.changed)) stderr.write('Next: npm run lab -- report\n');
  if (outcomes.some((one) => one.status === 'failed')) return exitCode.partial;
  const skipped = outcomes.find((one) => one.status === 'skipped');
  if (options.on !== undefined && skipped !== undefined) {
    throw new LabError(
      'missing',
      `${skipped.runtime.id} cannot be measured here: ${skipped.why}.`,
      skipped.hint ?? 'npm run lab -- doctor',
    );
  }
  return exitCode.ok;
}

/** Measures what the options name. */
export async function measureThem(options: RuntimesOptions, context: Context): Promise<RuntimeOutcome[]> {
  const { places, env, signal, finish } = context;
  const { loadRuntimes } = await import('../runtimes/runtime.ts');
  const { loadSituations } = await import('../runtimes/situation.ts');
  const { measureRuntimes } = await import('../runtimes/measure.ts');
  const { targetOf } = await import('../runtimes/image.ts');
  const file = await loadRuntimes(places);
  const chosen = pick(file, options.on);
  const progress = await chooseProgress(
    context,
    chosen.map(({ runtime }) => targetOf(runtime, file)),
  );
  const { trials = usualTrials, jobs = usualJobs } = options;
  const cases = await loadSituations(places);
  const measuring = measureRuntimes({
    places,
    env,
    signal,
    progress,
    file,
    runtimes: chosen,
    cases,
    trials,
    jobs,
    fresh: options.fresh === true,
  });
  return finish?.(measuring) ?? measuring;
}

/** The runtimes and APIs with these ids, all by default. Throws a `bad-request` for an id that is not there. */
function pick({ runtimes: all }: RuntimeFile, ids: readonly string[] | undefined): { runtime: Runtime; apis: Api[] }[] {
  const known = all.flatMap((runtime) => [runtime.id, ...runtime.apis.map(({ id }) => id)]);
  for (const id of ids ?? []) {
    if (known.includes(id)) continue;
    throw new LabError(
      'bad-request',
      `There is no runtime '${id}'. ${didYouMean(id, known) ?? `There are ${oneOf(known, 60)}.`}`,
      'docker/runtimes.yaml',
    );
  }
  const isWanted = (runtime: Runtime, api: Api): boolean => ids === undefined || ids.includes(runtime.id) || ids.includes(api.id);
  return all.flatMap((runtime) => {
    const apis = runtime.apis.filter((api) => isWanted(runtime, api));
    return apis.length === 0 ? [] : [{ runtime, apis }];
  });
}

/** What became of the runtimes, in lines. */
export function summarise(outcomes: readonly RuntimeOutcome[]): string[] {
  const failed = outcomes.filter((one) => one.status === 'failed');
  const of = (status: RuntimeOutcome['status']): string =>
    outcomes.flatMap((one) => (one.status === status ? [one.runtime.id] : [])).join(', ');
  return [
    ...failed.flatMap(({ runtime, why, hint }) => [`Failed: ${runtime.id}: ${why}`, ...(hint === undefined ? [] : [`hint: ${hint}`])]),
    ...(of('measured') === '' ? [] : [`Measured runtimes: ${of('measured')}.`]),
    ...(of('current') === '' ? [] : [`Known already, nothing to measure (--fresh does it again): ${of('current')}.`]),
    ...skippedLines(outcomes),
    ...(of('interrupted') === '' ? [] : [`Interrupted: ${of('interrupted')}.`]),
  ];
}

/** Runtimes that cannot be had here, a line for each reason. */
function skippedLines(outcomes: readonly RuntimeOutcome[]): string[] {
  const skipped = outcomes.filter((one) => one.status === 'skipped');
  return [...grouped(skipped, ({ why }) => why ?? '').entries()].map(
    ([why, same]) => `Runtimes left out: ${same.map(({ runtime }) => runtime.id).join(', ')}: ${why}`,
  );
}
