import { nameAmong } from '../../atlas/group-name.ts';
import type { System } from '../../atlas/system.ts';

/** Some of the systems in few words: `every system measured`, `Linux`, `Linux before 6.1`. */
export function systemsWords(some: readonly System[], all: readonly System[]): string {
  if (some.length === 0) return 'no system';
  return some.length === all.length ? 'every system measured' : nameAmong(some, all);
}
