import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';

/** One file of the agent's source. */
export interface AgentFile {
  name: string;
  text: string;
}

/** The agent's programs: one for what has the calls of POSIX, one for Winsock. */
export type AgentProgram = 'agent.c' | 'agent-windows.c';

/** The files from which an agent is compiled, by name: its program and what that includes, and what those include. */
export async function agentFiles(places: Places, program: AgentProgram = 'agent.c'): Promise<AgentFile[]> {
  const files = new Map<string, string>();
  const wanted: string[] = [program];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (files.has(name)) continue;
    const path = join(places.agent, name);
    const text = await readFile(path, 'utf8').catch(() => {
      throw new LabError('bad-request', `The agent's source is missing: ${path}`, 'git restore lab/agent');
    });
    files.set(name, text);
    wanted.push(...[...text.matchAll(/^#include "([^"]+)"/gm)].map(([, included = '']) => included));
  }
  return [...files].map(([name, text]) => ({ name, text })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** SHA-256 over the agent's source files, names and contents: 64 hexadecimal digits. A result carries it, so that an older agent's shows. */
export function hashOf(files: readonly AgentFile[]): string {
  const hash = createHash('sha256');
  // The length keeps the end of one file and the start of the next apart.
  for (const { name, text } of files) hash.update(`${name} ${Buffer.byteLength(text)}\n${text}`);
  return hash.digest('hex');
}
