import intersects from 'semver/ranges/intersects.js';
import type { SystemSelector } from './case.ts';

/** Whether some system could satisfy both conditions. Ranges of versions must be valid: `check` sees to it that those of claims are. */
export function overlaps(one: SystemSelector, other: SystemSelector): boolean {
  for (const key of ['os', 'libc', 'runtime', 'arch'] as const) {
    const [first, second] = [listOf(one[key]), listOf(other[key])];
    if (first.length > 0 && second.length > 0 && !first.some((value) => second.includes(value))) return false;
  }
  if (one.version === undefined || other.version === undefined) return true;
  return intersects(one.version, other.version, { includePrerelease: true });
}

function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
