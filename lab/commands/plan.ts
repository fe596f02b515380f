import { writeFile } from 'node:fs/promises';
import { exitCode, LabError } from '../failure.ts';
import { osTrouble } from '../os-trouble.ts';
import { compilePlan } from '../plan/compile.ts';
import type { Context } from './context.ts';
import { select } from './selection.ts';

/** Options of `lab plan`. */
export interface PlanOptions {
  trials?: number | undefined;
  /** Where to write the agent. */
  agent?: string | undefined;
}

/**
 * `lab plan [scenario...]`: prints the plan of these cases, or of all: the text that any agent reads. With `agent`, writes this checkout's agent there
 * instead, as one C file that knows its source. Throws a `bad-request` for a word that names nothing and for a place that cannot be written.
 */
export async function plan(words: readonly string[], { trials, agent }: PlanOptions, context: Context): Promise<number> {
  if (agent !== undefined) {
    await writeAgent(agent, context);
    return exitCode.ok;
  }
  const { cases } = await select(context.places, words);
  context.stdout.write(compilePlan(cases, trials === undefined ? {} : { trials }));
  return exitCode.ok;
}

async function writeAgent(path: string, { places, stderr }: Context): Promise<void> {
  const [{ amalgamate }, { agentFiles, hashOf }] = await Promise.all([
    import('../contribute/amalgamate.ts'),
    import('../targets/agent-source.ts'),
  ]);
  const files = await agentFiles(places);
  try {
    await writeFile(path, amalgamate(files, hashOf(files)));
  } catch (error) {
    throw new LabError(
      'bad-request',
      `${path} cannot be written: ${osTrouble(error) ?? (error as Error).message}.`,
      'npm run lab -- help plan',
    );
  }
  stderr.write(`Wrote ${path}. To compile it: cc -std=c99 -O2 -pthread -o agent ${path}\n`);
}
