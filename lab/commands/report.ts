import { exitCode } from '../failure.ts';
import type { Differences } from '../pages/write.ts';
import type { Context } from './context.ts';

/** Options of `lab report`. */
export interface ReportOptions {
  /** Compare only. */
  check?: boolean;
  /** Write the merged data for programs into this folder, and no report. */
  data?: string;
}

/**
 * Writes the reports from the stored results and prints the path of each file that changed; with `check` writes nothing and prints which files are
 * not what the results say; with `data` writes the merged data and the module instead and prints where. Returns the exit code: 4 if `check` found a difference.
 */
export async function report(options: ReportOptions, context: Context): Promise<number> {
  if (options.data !== undefined) {
    const { writeData } = await import('../data/write-data.ts');
    for (const path of await writeData(context.places, options.data)) context.stdout.write(`${path}\n`);
    return exitCode.ok;
  }
  const { checkReports, writeReports } = await import('../site/reports.ts');
  const differences = options.check === true ? await checkReports(context.places) : await writeReports(context.places);
  const lines = linesOf(differences, options.check === true ? wordsOfCheck : wordsOfWrite);
  for (const line of lines) context.stdout.write(`${line}\n`);

  if (lines.length === 0) {
    context.stderr.write('The reports are what the results say.\n');
  } else if (options.check === true) {
    context.stderr.write(`${lines.length} of the reports' files are not what the results say.\nhint: npm run lab -- report\n`);
    return exitCode.differs;
  }
  return exitCode.ok;
}

const wordsOfCheck: Record<keyof Differences, string> = { stale: 'stale', missing: 'missing', extra: 'extra' };
const wordsOfWrite: Record<keyof Differences, string> = { stale: 'changed', missing: 'new', extra: 'removed' };

function linesOf(differences: Differences, words: Record<keyof Differences, string>): string[] {
  return (['missing', 'stale', 'extra'] as const).flatMap((kind) => differences[kind].map((path) => `${words[kind]} reports/${path}`));
}
