import { isAbsolute, relative } from 'node:path';
import type { Places } from '../root.ts';

/** A path as the user would type it: relative to the current folder where it lies below that or in the checkout, else whole. */
export function shownPath(places: Places, path: string): string {
  const isBelow = (from: string, other: string) => {
    const way = relative(from, other);
    return !way.startsWith('..') && !isAbsolute(way);
  };
  const here = process.cwd();
  const isNear = isBelow(here, path) || (isBelow(places.root, here) && isBelow(places.root, path));
  return isNear ? relative(here, path) : path;
}
