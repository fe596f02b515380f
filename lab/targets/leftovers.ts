import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedLocks } from '../results/lock.ts';
import type { Places } from '../root.ts';
import { writerOf } from '../temporary.ts';
import { isAlive } from '../process-identity.ts';

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

/** Removes what labs of this checkout that were killed were writing, and the locks that they held. Returns how many of each. */
export async function removeUnwritten(places: Places): Promise<{ temporaries: number; locks: number }> {
  const cache = join(places.root, '.cache');
  const temporaries = (await removeTemporaries(cache)) + (await removeTemporaries(places.reports));
  return { temporaries, locks: await removeAbandonedLocks(join(cache, 'locks')) };
}

async function removeTemporaries(folder: string): Promise<number> {
  let removed = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    const writer = writerOf(entry.name);
    if (writer !== undefined && !isAlive(writer)) {
      await rm(path, { recursive: true, force: true });
      removed++;
    } else if (writer === undefined && entry.isDirectory()) {
      removed += await removeTemporaries(path);
    }
  }
  return removed;
}
