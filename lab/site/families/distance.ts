import { outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import type { System } from '../../atlas/system.ts';
import type { Case } from '../../scenario/case.ts';

/** How two systems compare: the cases in which both were measured, and those of them in which they show different behaviours. */
export interface Comparison {
  same: Case[];
  differing: Case[];
  /** Cases in which one of them was not measured. */
  unknown: number;
}

/** Holds two systems against each other in every case. */
export function compareSystems(atlas: Atlas, one: System, other: System): Comparison {
  const found: Comparison = { same: [], differing: [], unknown: 0 };
  for (const theCase of atlas.cases) {
    const { behaviourOf } = outcomeIn(atlas, theCase);
    const [first, second] = [behaviourOf[one.index], behaviourOf[other.index]];
    if (first === undefined || second === undefined) found.unknown += 1;
    else (first === second ? found.same : found.differing).push(theCase);
  }
  return found;
}

/** Fewer comparable cases than these say nothing of how alike systems are. */
export const fewestComparable = 20;

/** The share of comparable cases in which two systems differ; undefined if there are too few of those. */
export function distanceOf({ same, differing }: Comparison): number | undefined {
  const comparable = same.length + differing.length;
  return comparable < fewestComparable ? undefined : differing.length / comparable;
}
