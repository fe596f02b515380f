import type { Result, Run } from '../results/result.ts';
import type { Case } from '../scenario/case.ts';
import { identify, identityKey } from './identity.ts';
import type { Identity } from './identity.ts';
import { compare } from './order.ts';

/** A system that was measured as one target: a row of the list of systems. Systems *show* behaviours. */
export interface System {
  /** Its place among the atlas's systems, from 0. */
  index: number;
  /** The target's id, and where one target ran on several systems over time also which: `native (2 of 2)`. */
  id: string;
  target: string;
  identity: Identity;
  /** The runs that its cells come from, the oldest first. Never empty. */
  runs: Run[];
}

/** A system and where its observations are: those of its target's result that name one of these runs. */
export interface Origin {
  system: System;
  result: Result;
  runs: ReadonlySet<number>;
}

/**
 * The systems that results were measured on, sorted by id. A target's kernel can be updated between two runs: what was measured before then belongs to
 * another system, so such a target makes several and not a mixture. Runs in which none of these cases was seen make none.
 */
export function systemsIn(results: readonly Result[], cases: readonly Case[]): Origin[] {
  return results
    .flatMap((result) => originsIn(result, cases))
    .toSorted((one, other) => compare(one.system.id, other.system.id))
    .map((origin, index) => ({ ...origin, system: { ...origin.system, index } }));
}

function originsIn(result: Result, cases: readonly Case[]): Origin[] {
  const used = new Set<number | undefined>();
  for (const { id } of cases) if (Object.hasOwn(result.cases, id)) used.add(result.cases[id]?.run);
  const byIdentity = new Map<string, { index: number; run: Run }[]>();
  for (const [index, run] of result.runs.entries()) {
    if (!used.has(index)) continue;
    const key = identityKey(identify(run));
    byIdentity.set(key, [...(byIdentity.get(key) ?? []), { index, run }]);
  }
  const apart = [...byIdentity.values()];
  return apart.flatMap((own, place) => {
    const runs = own.map(({ run }) => run).toSorted((one, other) => compare(one.date, other.date));
    const newest = runs.at(-1);
    if (newest === undefined) return [];
    const id = apart.length === 1 ? result.target : `${result.target} (${place + 1} of ${apart.length})`;
    return [
      {
        system: { index: 0, id, target: result.target, identity: identify(newest), runs },
        result,
        runs: new Set(own.map(({ index }) => index)),
      },
    ];
  });
}
