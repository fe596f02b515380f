import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';

/** One file of the agent's source. */
export interface AgentFile {
  name: string;
  text: string;
}

/** The files from which the agent is compiled, by name: `agent.c` and what it includes. Tests and documents are not among them. */
export async function agentFiles(places: Places): Promise<AgentFile[]> {
  const names = await readdir(places.agent).catch((): string[] => []);
  if (!names.includes('agent.c')) {
    throw new LabError('bad-request', `The agent's source is missing: ${join(places.agent, 'agent.c')}`, 'git restore lab/agent');
  }
  const sources = names.filter((name) => /\.(c|h|def)$/.test(name)).sort();
  return Promise.all(sources.map(async (name) => ({ name, text: await readFile(join(places.agent, name), 'utf8') })));
}

/** SHA-256 over the agent's source files, names and contents: 64 hexadecimal digits. A result carries it, so that an older agent's shows. */
export function hashOf(files: readonly AgentFile[]): string {
  const hash = createHash('sha256');
  // The length keeps the end of one file and the start of the next apart.
  for (const { name, text } of files) hash.update(`${name} ${Buffer.byteLength(text)}\n${text}`);
  return hash.digest('hex');
}
