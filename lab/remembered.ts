import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Places } from './root.ts';
import { temporaryName } from './temporary.ts';

/** Under this name start.mjs leaves a hash of all code that runs. */
const code = Symbol.for('sockatlas.code');

/** What was found, and whether it may stand for itself next time: what is wrong with a file is found again, and so said. */
export interface Found<T> {
  value: T;
  isLasting: boolean;
}

/**
 * What `find` finds, or found before from the same `inputs` with the same code: then that is read from the checkout's cache. `value` must be what JSON can
 * hold. `name` is that of the cache's file. Without a hash of the code, as in tests or when the lab was started from its sources, nothing is remembered.
 */
export async function remembered<T>(places: Places, name: string, inputs: readonly string[], find: () => Promise<Found<T>>): Promise<T> {
  const running = (globalThis as Record<symbol, unknown>)[code];
  if (typeof running !== 'string') return (await find()).value;
  const file = join(places.root, '.cache', 'checked', `${name}.json`);
  const key = keyOf([running, name, ...inputs]);
  const known = recall(file, key);
  if (known !== undefined) return known.value as T;
  const { value, isLasting } = await find();
  if (isLasting) note(file, key, value);
  return value;
}

function recall(file: string, key: string): { value: unknown } | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    // The key first: nothing of what is out of date is parsed.
    return text.startsWith(`${key}\n`) ? { value: JSON.parse(text.slice(key.length + 1)) } : undefined;
  } catch {
    return undefined;
  }
}

function note(file: string, key: string, value: unknown): void {
  const temporary = temporaryName(file);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, `${key}\n${JSON.stringify(value)}`, { flag: 'wx' });
    renameSync(temporary, file);
  } catch {
    // Where nothing can be written, everything is found again each time.
    rmSync(temporary, { force: true });
  }
}

function keyOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)} `).update(part);
  return hash.digest('hex');
}
