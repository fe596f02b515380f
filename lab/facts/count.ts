/** How many there are, as far as that is known: at least `least` and at most `most`, which may be `Infinity`. Both are never negative. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

/** None at all. */
export const none: Count = { least: 0, most: 0 };

/** Exactly so many. */
export function exactly(number: number): Count {
  return number === 0 ? none : { least: number, most: number };
}

/** Both together. */
export function plus(one: Count, other: Count): Count {
  if (one.most === 0) return other;
  if (other.most === 0) return one;
  return { least: one.least + other.least, most: one.most + other.most };
}

/** What is left when `number` were taken, which must have been there. */
export function minus(count: Count, number: number): Count {
  if (number === 0) return count;
  return { least: Math.max(0, count.least - number), most: Math.max(0, count.most - number) };
}

/** The same, or fewer by an unknown number. */
export function atMost(count: Count): Count {
  return count.least === 0 ? count : { least: 0, most: count.most };
}

/** Whether there is any: unknown if it may be so or not. */
export function isSome({ least, most }: Count): Truth {
  return least > 0 ? true : most === 0 ? false : 'unknown';
}

/** Whether something is so, where that need not be known. */
export type Truth = boolean | 'unknown';
