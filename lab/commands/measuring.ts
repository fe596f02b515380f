import { fileNameOf } from '../atlas/file-name.ts';
import { LabError } from '../failure.ts';
import type { TargetOutcome } from '../targets/measure.ts';
import type { Target } from '../targets/target.ts';
import type { Shard } from '../targets/targets.ts';
import type { Case } from '../scenario/case.ts';
import { newsReader } from './news.ts';
import { chooseProgress } from './progress/choose.ts';
import { select } from './selection.ts';
import type { Context } from './context.ts';

/** Options that measuring commands share. */
export interface MeasuringOptions {
  on?: string[] | undefined;
  /** A command that is a target for this once, as the shell reads it. */
  command?: string | undefined;
  trials?: number | undefined;
  jobs?: number | undefined;
  fresh?: boolean | undefined;
  /** Store what is measured; else it is only shown. */
  save?: boolean | undefined;
  /** One part of the targets, for several machines: `lab merge` puts what they measured together. */
  shard?: Shard | undefined;
}

/** What was measured. */
export interface Measured {
  cases: Case[];
  outcomes: TargetOutcome[];
}

/**
 * Measures the cases that `words` name, or all, on the targets that the options name, or all. What is not of the repository's own scenarios
 * is neither stored nor taken from the store. `count` says whether stored observations with more trials than were asked for will do.
 */
export async function measure(
  words: readonly string[],
  options: MeasuringOptions & { count: 'exactly' | 'at-least' },
  context: Context,
): Promise<Measured> {
  const { places, env, signal, finish } = context;
  const { loadTargets, pickTargets, shardOf } = await import('../targets/targets.ts');
  const loaded = await loadTargets(places);
  const named = options.on ? pickTargets(loaded, options.on) : options.command === undefined ? loaded : [];
  const targets = [...shardOf(named, options.shard), ...(await adHoc(options))];
  const { cases, isStored } = await select(places, words);

  const { measureTargets } = await import('../targets/measure.ts');
  const measuring = measureTargets({
    places,
    env,
    signal,
    progress: await chooseProgress(context, targets),
    targets,
    cases,
    trials: options.trials,
    count: options.count,
    fresh: options.fresh === true || !isStored,
    jobs: options.jobs,
    store: !isStored ? 'unused' : options.save === true ? 'written' : 'read',
    fileNameOf,
    newsOf: isStored ? newsReader(places) : undefined,
  });
  return { cases, outcomes: await (finish?.(measuring) ?? measuring) };
}

/** The target of `--command`. What it measured cannot be stored, since nothing says what to call it there. */
async function adHoc({ command, save }: MeasuringOptions): Promise<Target[]> {
  if (command === undefined) return [];
  if (save === true) {
    throw new LabError(
      'bad-request',
      'What --command measures is not stored: a stored result is that of a target with a name.',
      'give it one in docker/targets.yaml: { id: my-vm, kind: command, title: My VM, command: [./my-vm.sh] }',
    );
  }
  const { adHocTarget } = await import('../targets/command.ts');
  return [adHocTarget(command)];
}
