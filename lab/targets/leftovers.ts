import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process-identity.ts';

/** An agent's folder for sockets: the process that made it is in its name. */
const agentFolder = /^sockatlas\.([0-9]+)$/;

/** Removes the folders of agents that were killed. Returns how many. One of another user stays: it is that user's. */
export async function removeAgentFolders(): Promise<number> {
  let removed = 0;
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const names = await readdir(parent).catch((): string[] => []);
    for (const name of names) {
      const pid = agentFolder.exec(name)?.[1];
      if (pid === undefined || isAlive(Number(pid))) continue;
      await rm(join(parent, name), { recursive: true, force: true }).then(
        () => removed++,
        () => undefined,
      );
    }
  }
  return removed;
}
