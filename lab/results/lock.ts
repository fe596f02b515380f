import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../failure.ts';
import { isThere, thisProcess, type ProcessName } from './process-name.ts';

/** A lock is held while one file is read, merged and written: milliseconds. Whoever waits longer than this (ms) waits for something broken. */
const patienceMs = 30_000;

/** Whoever is to leave soon waits for a lock for so long (ms) at the most. */
const hurriedMs = 500;

/** A lock of a process that cannot be looked at, on another machine or in another container, is given up after this long (ms). */
const strangersMs = 20_000;

/** How often a lock that somebody holds is tried again (ms). */
const retryMs = 20;

/**
 * Does `work` while no other process of the lab does work under the same path. A lock whose owner is gone is taken over. Throws a `partial` if the
 * lock cannot be had, which is found sooner when `signal` is aborted, and the system's error if its file cannot be written.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  await acquire(path, signal);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** Removes the locks in a folder whose owner is gone. Returns how many. */
export async function removeAbandonedLocks(folder: string): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const path = join(folder, name);
    if (path.endsWith('.break') ? !(await isOld(path)) : !(await isAbandoned(path))) continue;
    if (path.endsWith('.break')) await rm(path, { force: true });
    else await breakLock(path);
    if (!existsSync(path)) removed++;
  }
  return removed;
}

async function acquire(path: string, signal: AbortSignal | undefined): Promise<void> {
  let until = performance.now() + patienceMs;
  const hurry = (): void => {
    until = Math.min(until, performance.now() + hurriedMs);
  };
  if (signal?.aborted === true) hurry();
  else signal?.addEventListener('abort', hurry, { once: true });
  while (!(await take(path))) {
    if (performance.now() > until) {
      const owner = await ownerOf(path);
      throw new LabError(
        'partial',
        `another lab holds ${path}${owner === undefined ? '' : ` (process ${owner.pid} on ${owner.host})`}`,
        `if no lab is running: rm '${path}'`,
      );
    }
    if (await isAbandoned(path)) await breakLock(path);
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/** Makes the lock's file, if there is none. */
async function take(path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  let handle;
  try {
    handle = await open(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    await handle.writeFile(JSON.stringify(thisProcess()));
    return true;
  } catch (error) {
    // A full disk has room for a name, and none for what stands in the file.
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Removes the lock of an owner that is gone. Of several that want to, one does: the others might remove the lock that the first has taken by then.
 */
async function breakLock(path: string): Promise<void> {
  const breaking = `${path}.break`;
  let handle;
  try {
    handle = await open(breaking, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isOld(breaking)) await rm(breaking, { force: true });
    return;
  }
  try {
    if (await isAbandoned(path)) await rm(path, { force: true });
  } finally {
    await handle.close();
    await rm(breaking, { force: true });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const owner = await ownerOf(path);
  const same = owner && isThere(owner);
  return same === undefined ? isOld(path) : !same;
}

/** Who holds the lock; `undefined` if nobody does, or if its file is not written yet or was cut off. */
async function ownerOf(path: string): Promise<ProcessName | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessName;
  } catch {
    return undefined;
  }
}

/** Whether a file has been there for so long that whoever made it is no longer at work. */
async function isOld(path: string): Promise<boolean> {
  try {
    return Math.abs(Date.now() - (await stat(path)).mtimeMs) > strangersMs;
  } catch {
    return false;
  }
}
