import { exitCode, LabError } from '../failure.ts';
import type { Context } from './context.ts';

/** Options of `lab kit`. */
export interface KitOptions {
  /** Where to write it; `-` is standard output. */
  output?: string;
  /** Only these cases, by their ids or their scenarios'. */
  case?: string[];
  /** Trials of each case in each pacing. */
  trials?: number;
}

/**
 * Writes the kit: one shell script that measures any system with a C compiler. Throws LabError `bad-request` for an unknown case and
 * for a place that cannot be written.
 */
export async function kit(options: KitOptions, context: Context): Promise<number> {
  const [{ readCatalogue }, { amalgamate }, { kitScript }, { agentFiles, hashOf }, { labVersion }] = await Promise.all([
    import('../contribute/catalogue.ts'),
    import('../contribute/amalgamate.ts'),
    import('../contribute/kit-script.ts'),
    import('../targets/agent-source.ts'),
    import('../root.ts'),
  ]);
  const [catalogue, files] = await Promise.all([readCatalogue(context.places), agentFiles(context.places)]);
  const cases = await choose([...catalogue.cases.values()], options.case ?? []);
  const agentHash = hashOf(files);
  const agent = amalgamate(files, agentHash);
  const script = await kitScript({
    version: labVersion(),
    catalogue: catalogue.hash,
    agentHash,
    agent,
    cases,
    trials: options.trials ?? 10,
  });

  const output = options.output ?? 'sockatlas-kit.sh';
  if (output === '-') {
    context.stdout.write(script);
    return exitCode.ok;
  }
  await write(output, script);
  const size = Math.ceil(Buffer.byteLength(script) / 1024);
  context.stderr.write(`Wrote ${output}: ${cases.length} cases, ${size} kB.\nNext, on any system: sh ${quoted(output)} > result.json\n`);
  return exitCode.ok;
}

/** The cases of these ids; a scenario's id stands for all of its cases. */
async function choose<T extends { id: string; scenario: string }>(cases: readonly T[], ids: readonly string[]): Promise<T[]> {
  if (cases.length === 0) throw new LabError('bad-request', 'There is no case in scenarios/.', 'npm run lab -- list scenarios');
  if (ids.length === 0) return [...cases];
  for (const id of ids) {
    if (cases.some((one) => one.id === id || one.scenario === id)) continue;
    const { closest } = await import('fastest-levenshtein');
    const near = closest(id, [...new Set(cases.flatMap((one) => [one.id, one.scenario]))]);
    throw new LabError('bad-request', `There is no case '${id}'.`, `did you mean: npm run lab -- kit --case ${near}`);
  }
  return cases.filter((one) => ids.includes(one.id) || ids.includes(one.scenario));
}

/** Writes beside the place and renames, so that a kit is never half a kit. */
async function write(output: string, script: string): Promise<void> {
  const { temporaryName } = await import('../temporary.ts');
  const { rename, rm, writeFile } = await import('node:fs/promises');
  const temporary = temporaryName(output);
  try {
    await writeFile(temporary, script, { mode: 0o755, flag: 'wx' });
    await rename(temporary, output);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new LabError(
      'bad-request',
      `Cannot write ${output}: ${(error as Error).message}`,
      'npm run lab -- kit -o /tmp/sockatlas-kit.sh',
      {
        cause: error,
      },
    );
  }
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
