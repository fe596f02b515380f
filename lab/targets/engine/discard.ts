import { Stopped } from '../driver.ts';
import { removeContainer } from './containers.ts';
import type { Door } from './door.ts';

/** Removes a container that nobody needs any more. Says what to do where that failed: it costs nothing of what was found in it. */
export async function discard(door: Door, name: string, signal: AbortSignal): Promise<string | undefined> {
  // Who interrupts the lab waits for it to leave; who stops a target does not.
  const patience = signal.reason instanceof Stopped ? undefined : somewhatAfter(signal, door.bounds.farewell);
  try {
    await removeContainer(door, name, patience);
    return undefined;
  } catch {
    return `its container ${name} could not be removed; the next run of the lab does it, or: npm run lab -- clean`;
  }
}

/** Aborted so long (ms) after another signal: what cleans up goes on a little after what it cleans up was broken off. */
export function somewhatAfter(signal: AbortSignal, ms: number): AbortSignal {
  const later = new AbortController();
  const abort = (): void => void setTimeout(() => later.abort(signal.reason), ms).unref();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return later.signal;
}
