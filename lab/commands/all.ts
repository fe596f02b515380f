import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '../failure.ts';
import type { LearnOutcome } from '../models/learn-systems.ts';
import type { RuntimeOutcome } from '../runtimes/measure.ts';
import { check } from './check.ts';
import { measure, type MeasuringOptions } from './measuring.ts';
import { learnOn, summarise as summariseModels } from './learn.ts';
import { exitCodeOf, hints, summarise, unwritten } from './summary.ts';
import type { Context } from './context.ts';

/** The question that the lab began with. */
const firstScenario = 'peer-close-unread';

/**
 * `lab` without a command: checks all files, measures the first scenario on this machine and shows it at once, then measures what is not known
 * yet on every target that can run here, stores it and writes the reports; then learns the models that are not known yet, and writes the reports with them. Returns the exit
 * code: 3 if a target that should run here failed; the results of the others are stored and reported.
 */
export async function all(options: MeasuringOptions, context: Context): Promise<number> {
  const { stdout, stderr } = context;
  const wrong = await check([], { ...context, stdout: stderr });
  if (wrong !== exitCode.ok) return wrong;

  await showFirst(options, context);
  const { outcomes } = await measure([], { ...options, count: 'at-least', save: true }, context);

  const ofRuntimes = await measureRuntimes(options, context);

  // Said before the reports are written: what was measured is stored, whatever becomes of them.
  for (const text of unwritten(outcomes)) stdout.write(text);
  for (const line of summarise(outcomes)) stdout.write(`${line}\n`);

  await report(context);
  for (const hint of hints(outcomes)) stderr.write(`hint: ${hint}\n`);
  const learned = await learn(options, context);
  const failed = ofRuntimes.some((one) => one.status === 'failed') || learned.some((one) => one.status === 'failed');
  return exitCodeOf(outcomes) === exitCode.ok && failed ? exitCode.partial : exitCodeOf(outcomes);
}

async function report({ places, stdout }: Context): Promise<void> {
  const { writeReports } = await import('../site/reports.ts');
  const differences = await writeReports(places);
  const changed = Object.values(differences).flat().length;
  stdout.write(
    changed === 0 ? 'The reports are what they were: reports/README.md\n' : `Wrote ${changed} files of the reports: reports/README.md\n`,
  );
}

/** What languages' runtimes make of it, if all that there is was asked for; said at once, as for targets. */
async function measureRuntimes({ on, shard, jobs, fresh }: MeasuringOptions, context: Context): Promise<RuntimeOutcome[]> {
  if (on !== undefined || shard !== undefined || !existsSync(join(context.places.docker, 'runtimes.yaml'))) return [];
  const { measureThem, summarise: summariseRuntimes } = await import('./runtimes.ts');
  const outcomes = await measureThem({ jobs, fresh }, context);
  for (const line of summariseRuntimes(outcomes)) context.stdout.write(`${line}\n`);
  return outcomes;
}

/** How long (ms) bare `lab` learns at most. What is learned is stored model by model: the next run goes on. */
const learningMs = 30 * 60_000;

/** Learns what is not known yet and reports it. Several machines that share the targets leave it to `lab learn`: what they learned, `lab merge` does not take in. */
async function learn({ on, jobs, shard }: MeasuringOptions, context: Context): Promise<LearnOutcome[]> {
  if (shard !== undefined) return [];
  const outcomes = await learnOn({ on, jobs, budgetMs: learningMs }, context);
  const isNews = outcomes.some(({ status }) => status !== 'current' && status !== 'skipped');
  if (isNews) for (const line of summariseModels(outcomes)) context.stdout.write(`${line}\n`);
  if (outcomes.some(({ changed }) => changed)) await report(context);
  return outcomes;
}

/** Whoever runs the lab for the first time sees what it does before images are built: one scenario on this machine. Nothing if it is known already. */
async function showFirst(options: MeasuringOptions, context: Context): Promise<void> {
  const isThere = existsSync(join(context.places.scenarios, `${firstScenario}.yaml`));
  if (!isThere || options.shard !== undefined || (options.on !== undefined && !options.on.includes('native'))) return;
  const { cases, outcomes } = await measure([firstScenario], { ...options, on: ['native'], count: 'at-least', save: true }, context);
  if (outcomes.every((one) => one.status !== 'measured')) return;
  const [{ runDocument }, { runTable }] = await Promise.all([import('./run-document.ts'), import('./run-table.ts')]);
  context.stdout.write(`This machine:\n\n${runTable(runDocument(cases, outcomes))}\n`);
}
