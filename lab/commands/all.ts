import { exitCode } from '../failure.ts';
import { check } from './check.ts';
import { measure, type MeasuringOptions } from './measuring.ts';
import { exitCodeOf, hints, summarise, unwritten } from './summary.ts';
import type { Context } from './context.ts';

/**
 * `lab` without a command: checks all files, measures and learns what is not known yet on every target that can run here, stores it and
 * writes the reports. Returns the exit code: 3 if a target that should run here failed; the results of the others are stored and reported.
 */
export async function all(options: MeasuringOptions, context: Context): Promise<number> {
  const { places, stdout, stderr } = context;
  const wrong = await check([], { ...context, stdout: stderr });
  if (wrong !== exitCode.ok) return wrong;

  const { outcomes } = await measure([], { ...options, count: 'at-least', save: true }, context);

  // Said before the reports are written: what was measured is stored, whatever becomes of them.
  for (const text of unwritten(outcomes)) stdout.write(text);
  for (const line of summarise(outcomes)) stdout.write(`${line}\n`);
  const { learnOn, summarise: summariseModels } = await import('./learn.ts');
  const models = await learnOn({ on: options.on, jobs: options.jobs, shard: options.shard }, context);
  for (const line of summariseModels(models)) stdout.write(`${line}\n`);

  const { writeReports } = await import('../pages/reports.ts');
  const differences = await writeReports(places);
  const changed = Object.values(differences).flat().length;
  stdout.write(
    changed === 0 ? 'The reports are what they were: reports/README.md\n' : `Wrote ${changed} files of the reports: reports/README.md\n`,
  );
  for (const hint of hints(outcomes)) stderr.write(`hint: ${hint}\n`);
  return models.some((one) => one.status === 'failed') ? exitCode.partial : exitCodeOf(outcomes);
}
