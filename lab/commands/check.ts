import { join } from 'node:path';
import { exitCode, LabError } from '../failure.ts';
import { formatDiagnostic, formatForGitHub, sortDiagnostics } from '../scenario/diagnostic.ts';
import type { Diagnostic } from '../scenario/diagnostic.ts';
import type { Loaded } from '../scenario/load.ts';
import type { Context } from './context.ts';

/** Options of `lab check`. */
export interface CheckOptions {
  /** Write generated files again instead of complaining that they are old. */
  fix?: boolean | undefined;
}

/**
 * `lab check [file...]`: everything that is wrong with all files at once, on stderr, and exit code 2; or one line that all is right. With
 * files, only these scenarios are looked at; without, also the targets, the stored results and generated files.
 */
export async function check(files: readonly string[], context: Context, options: CheckOptions = {}): Promise<number> {
  const { places, stdout, stderr, env } = context;
  const everything = files.length === 0;
  // Said before anything large is loaded: whoever typed the command sees at once that it works.
  stdout.write(`Checking ${everything ? 'scenarios/, docker/targets.yaml, reports/results/ and generated files' : files.join(', ')}\n`);
  if (everything && options.fix === true) await fix(context);
  const { loadScenarios } = await import('../scenario/load.ts');
  const loaded = await loadScenarios(places, everything ? undefined : files);
  const diagnostics = everything ? [...loaded.diagnostics, ...(await checkRest(context, loaded))] : loaded.diagnostics;

  if (diagnostics.length > 0) {
    for (const diagnostic of sortDiagnostics(diagnostics)) {
      stderr.write(`${formatDiagnostic(diagnostic)}\n\n`);
      if (env['GITHUB_ACTIONS'] !== undefined) stderr.write(`${formatForGitHub(diagnostic)}\n`);
    }
    const count = new Set(diagnostics.map((diagnostic) => diagnostic.file)).size;
    stderr.write(`${counted(diagnostics.length, 'problem')} in ${counted(count, 'file')}.\n`);
    return exitCode.badRequest;
  }
  const cases = loaded.scenarios.reduce((sum, scenario) => sum + scenario.cases.length, 0);
  const claims = loaded.scenarios.reduce((sum, scenario) => sum + scenario.claims.length, 0);
  stdout.write(`${counted(loaded.scenarios.length, 'scenario')}, ${counted(cases, 'case')}, ${counted(claims, 'claim')}: all right\n`);
  return exitCode.ok;
}

async function fix({ places, stderr }: Context): Promise<void> {
  const { writeGenerated } = await import('../scenario/generated-files.ts');
  const { checkTargetSchema, writeTargetSchema } = await import('../targets/schema-file.ts');
  const written = writeGenerated(places);
  const stale = await checkTargetSchema(places);
  if (stale.length > 0) await writeTargetSchema(places);
  for (const file of [...written, ...stale.map((one) => one.file)]) stderr.write(`Wrote ${file}\n`);
}

/** What is not a scenario: sources that nobody needs, generated files, targets, stored results. */
async function checkRest({ places }: Context, loaded: Loaded): Promise<Diagnostic[]> {
  const { unusedSources } = await import('../scenario/unused-sources.ts');
  const { checkGenerated } = await import('../scenario/generated-files.ts');
  const { checkTargets } = await import('../targets/targets.ts');
  const { readAlphabets } = await import('../models/load-alphabets.ts');
  return [
    ...unusedSources(places, loaded),
    ...(await opposed(places, loaded)),
    ...checkGenerated(places),
    ...(await readAlphabets(places)).diagnostics,
    ...(await checkTargets(places)),
    ...(await checkResults(places)),
    ...(await checkModels(places)),
  ];
}

/** A source that says opposite things of the same call in the same situation, in two files. */
async function opposed(places: Context['places'], { scenarios }: Loaded): Promise<Diagnostic[]> {
  const { opposedClaims } = await import('../findings/opposed-claims.ts');
  const { aboutClaim } = await import('../scenario/claim-place.ts');
  return opposedClaims(scenarios).map(({ scenario, claim, at, other }) =>
    aboutClaim(
      places,
      scenario,
      claim,
      `'${claim.source}' says two things of the same call: of ${at} ${claim.outcome.join(' or ')}, of ${other.at} ${other.claim.outcome.join(' or ')}.`,
      'Read it again. If it has changed, it is two sources (edition, describes); if it speaks of different systems, give each claim its on.',
    ),
  );
}

async function checkResults(places: Context['places']): Promise<Diagnostic[]> {
  const { checkStored, restoreHint } = await import('../results/store.ts');
  const { misfiled } = await import('../contribute/filed.ts');
  const { aboutFile } = await import('../scenario/diagnostic.ts');
  const problems = await checkStored(places, misfiled);
  return problems.map(({ file, problem }) => aboutFile(file, problem, restoreHint));
}

async function checkModels(places: Context['places']): Promise<Diagnostic[]> {
  const { readModels } = await import('../models/model-store.ts');
  const { aboutFile } = await import('../scenario/diagnostic.ts');
  const { shownPath } = await import('../scenario/shown-path.ts');
  try {
    await readModels(places);
    return [];
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return [aboutFile(shownPath(places, join(places.reports, 'models')), error.message, error.hint)];
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
