import { exitCode, LabError } from '../failure.ts';
import type { TargetOutcome } from '../targets/measure.ts';
import type { Context } from './context.ts';
import { measure, type MeasuringOptions } from './measuring.ts';
import { exitCodeOf, hints, summarise, unwritten } from './summary.ts';

/** Options of `lab run`. */
export interface RunOptions extends MeasuringOptions {
  json?: boolean | undefined;
}

/**
 * `lab run [scenario...]`: measures these cases on these targets and prints what was seen: as tables, or as the document that run-json.md describes.
 * Stores it if that was asked for. Returns the exit code; throws a `missing` if a target that was named cannot run here, after the others ran.
 */
export async function run(words: readonly string[], options: RunOptions, context: Context): Promise<number> {
  const { stdout, stderr } = context;
  const count = options.trials === undefined ? 'at-least' : 'exactly';
  const { cases, outcomes } = await measure(words, { ...options, count }, context);

  const { runDocument } = await import('./run-document.ts');
  const document = runDocument(cases, outcomes);
  if (options.json === true) {
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else if (outcomes.some((one) => one.observations.size > 0)) {
    const { runTable } = await import('./run-table.ts');
    stdout.write(`${runTable(document)}\n`);
  }
  for (const text of unwritten(outcomes)) stdout.write(text);
  for (const line of summarise(outcomes)) stderr.write(`${line}\n`);
  const changed = outcomes.filter((one) => one.changed).map((one) => `reports/results/${one.storedAs}.json`);
  if (changed.length > 0) stderr.write(`Wrote ${changed.join(', ')}. Next: npm run lab -- report\n`);
  else if (options.save !== true && outcomes.some((one) => one.ran > 0)) stderr.write('Nothing was stored: --save does that.\n');
  return conclude(outcomes, options.on !== undefined, stderr);
}

/** A target that was named must run: to leave it out is not what was asked for. */
function conclude(outcomes: readonly TargetOutcome[], wereNamed: boolean, stderr: NodeJS.WritableStream): number {
  const code = exitCodeOf(outcomes);
  if (code !== exitCode.ok) return code;
  const skipped = outcomes.filter((one) => one.status === 'skipped');
  if (wereNamed && skipped.length > 0) {
    throw new LabError(
      'missing',
      `This machine cannot run ${skipped.map((one) => one.target.id).join(', ')}.`,
      skipped.find((one) => one.hint)?.hint ?? 'npm run lab -- doctor',
    );
  }
  for (const hint of hints(outcomes)) stderr.write(`hint: ${hint}\n`);
  return exitCode.ok;
}
