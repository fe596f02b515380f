import type { Observation, Result } from '../results/result.ts';
import type { Case } from '../scenario/case.ts';
import { agree } from './agree.ts';
import type { Agreement } from './agree.ts';
import { compare } from './order.ts';
import { systemsIn } from './system.ts';
import type { System } from './system.ts';

/** How what was just seen stands to what is known of one system. */
export interface Likeness {
  system: System;
  /** In how many cases both answered the same question. */
  compared: number;
  /** The ids of the cases in which the two differ, in the order of the cases. */
  differing: string[];
}

/**
 * The system among stored results that what was just seen is most like: it agrees in the most of these cases; of several, it differs in the fewest; of
 * those it is the first by its id. `undefined` if none of them has an answer to any of these cases.
 */
export function nearestSystem(
  cases: readonly Case[],
  seen: ReadonlyMap<string, Observation>,
  stored: readonly Result[],
): Likeness | undefined {
  // Equal lines of result files are one object, so most pairs come again with the next system.
  const known = new Map<Observation, Agreement['kind']>();
  const agreement = (fresh: Observation, other: Observation): Agreement['kind'] => {
    const kind = known.get(other) ?? agree(fresh, other).kind;
    known.set(other, kind);
    return kind;
  };
  const all = systemsIn(stored, cases).map(({ system, result, runs }) => {
    const pairs = cases.flatMap(({ id, hash }) => {
      const fresh = seen.get(id);
      const other = Object.hasOwn(result.cases, id) ? result.cases[id] : undefined;
      if (fresh === undefined || other === undefined || other.hash !== hash || !runs.has(other.run)) return [];
      const kind = agreement(fresh, other);
      return kind === 'unknown' ? [] : [{ id, kind }];
    });
    return { system, compared: pairs.length, differing: pairs.flatMap(({ id, kind }) => (kind === 'differ' ? [id] : [])) };
  });
  return all.filter(({ compared }) => compared > 0).toSorted(byLikeness)[0];
}

function byLikeness(one: Likeness, other: Likeness): number {
  const agreeing = ({ compared, differing }: Likeness): number => compared - differing.length;
  return agreeing(other) - agreeing(one) || one.differing.length - other.differing.length || compare(one.system.id, other.system.id);
}
