import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LabError } from '../failure.ts';
import { compilePlan } from '../plan/compile.ts';
import type { Case } from '../scenario/case.ts';
import { cksum } from './cksum.ts';

/** What a kit is made of. */
export interface KitParts {
  /** The lab's version. */
  version: string;
  /** Hash of the whole catalogue, also where the kit holds a part of it. */
  catalogue: string;
  /** Hash of the agent's source files. */
  agentHash: string;
  /** The agent as one C file. */
  agent: string;
  cases: readonly Case[];
  /** Trials of each case in each pacing. */
  trials: number;
}

/**
 * The kit: one POSIX shell script that holds the agent and the plan, compiles and runs it, and writes a result document. The same
 * parts give the same bytes.
 */
export async function kitScript(parts: KitParts): Promise<string> {
  const template = await readFile(fileURLToPath(new URL('./kit.sh', import.meta.url)), 'utf8');
  const values: Record<string, string> = {
    VERSION: parts.version,
    CATALOGUE: parts.catalogue,
    AGENT_HASH: parts.agentHash,
    AGENT_SUM: cksum(Buffer.from(parts.agent)),
    CASES: String(parts.cases.length),
    TRIALS: String(parts.trials),
    AGENT: hereDocument(parts.agent, 'END_OF_AGENT'),
    PLAN: hereDocument(compilePlan(parts.cases, { trials: parts.trials }), 'END_OF_PLAN'),
  };
  return template.replaceAll(/@([A-Z_]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`kit.sh has a place for @${name}@, and nothing to put there`);
    return value;
  });
}

/** A text as the inside of a quoted here-document: as it is, without its last newline, which the template has. */
function hereDocument(text: string, delimiter: string): string {
  if (text.split('\n').includes(delimiter) || !text.endsWith('\n')) {
    throw new LabError(
      'bad-request',
      `What goes into the kit has a line '${delimiter}' or no newline at its end.`,
      'git restore lab/agent',
    );
  }
  return text.slice(0, -1);
}
