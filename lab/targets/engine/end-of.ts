import { setTimeout as sleep } from 'node:timers/promises';
import { stateOf, waitForContainer } from './containers.ts';
import type { Door } from './door.ts';

/** How a container came to its end: with an exit code; or why nobody can wait for it any longer, as the end of "the target …". */
export type End = { exitCode: number; outOfMemory: boolean } | { fault: string };

/** So many inspections in a row must say the same before it counts: one may fall into a pause that passes. */
const inARow = 2;

/** So many inspections in a row must fail: an engine under load answers late, and what the container writes may still come. */
const failedInARow = 4;

const lost = 'was lost: the engine does not say any more how it is';

/**
 * The end of a container that was created, known in two ways, whichever comes first: the answer to `wait`, which a broken connection can
 * lose; and inspection at intervals once it was `started`, which also sees what `wait` does not: that it stands still. Rejects only if
 * `signal` is aborted.
 */
export async function endOf(door: Door, name: string, started: Promise<void>, signal: AbortSignal): Promise<End> {
  const found = new AbortController();
  const until = AbortSignal.any([signal, found.signal]);
  try {
    return await Promise.race([byWaiting(door, name, until), byInspection(door, name, started, until)]);
  } finally {
    found.abort();
  }
}

async function byWaiting(door: Door, name: string, signal: AbortSignal): Promise<End> {
  let exitCode: number;
  try {
    exitCode = await waitForContainer(door, name, signal);
  } catch {
    // Whatever is wrong with the engine, inspection finds it.
    return new Promise(() => undefined);
  }
  // What it died of is worth a question, but not the loss of what it measured.
  const state = await stateOf(door, name, signal).catch(() => undefined);
  return { exitCode, outOfMemory: state?.outOfMemory ?? false };
}

async function byInspection(door: Door, name: string, started: Promise<void>, signal: AbortSignal): Promise<End> {
  // Until then the engine is busy with it, and answers no question about it.
  await started;
  let last: string | undefined;
  let times = 0;
  for (;;) {
    await sleep(door.bounds.inspection, undefined, { signal });
    const seen = await inspect(door, name, signal);
    signal.throwIfAborted();
    if (seen !== undefined && typeof seen !== 'string') return seen;
    times = seen === last ? times + 1 : 1;
    last = seen;
    if (seen !== undefined && times >= (seen === lost ? failedInARow : inARow)) return { fault: seen };
  }
}

/** An end, why there will be none, or nothing: it runs. */
async function inspect(door: Door, name: string, signal: AbortSignal): Promise<End | string | undefined> {
  try {
    const state = await stateOf(door, name, signal, 1);
    if (state === undefined) return 'is gone: somebody removed its container';
    if (state.status === 'paused') return 'was paused, and was stopped';
    return state.status === 'over' ? { exitCode: state.exitCode, outOfMemory: state.outOfMemory } : undefined;
  } catch {
    return lost;
  }
}
