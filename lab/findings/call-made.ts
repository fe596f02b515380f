import type { Atlas } from '../atlas/atlas.ts';
import { decisive } from '../atlas/cell.ts';
import type { System } from '../atlas/system.ts';
import type { Sighting } from '../facts/sighting.ts';
import { sightingsIn } from '../facts/sighting.ts';
import type { Trace } from '../results/result.ts';
import type { Case, Scenario } from '../scenario/case.ts';

/** A call in a case, in one of the ways in which the case went, and the systems on which it went so. */
export interface CallMade extends Sighting {
  scenario: Scenario;
  case: Case;
  /** All calls of the same way, this one among them, in order. */
  way: readonly CallMade[];
  systems: System[];
}

const known = new WeakMap<Atlas, CallMade[]>();

/**
 * All calls on sockets and other ends that were measured, in the order of cases. Of each system, as most of its settled trials went (of all trials where
 * none settled), or where none went so most often, in all ways: a trial in ten that went otherwise says more of chance than of the call.
 */
export function callsMade(atlas: Atlas): readonly CallMade[] {
  const before = known.get(atlas);
  if (before !== undefined) return before;
  const made = atlas.scenarios.flatMap((scenario) => scenario.cases.flatMap((theCase) => callsIn(atlas, scenario, theCase)));
  known.set(atlas, made);
  return made;
}

function callsIn(atlas: Atlas, scenario: Scenario, theCase: Case): CallMade[] {
  const ways = new Map<string, { outcomes: readonly string[]; systems: System[] }>();
  for (const cell of atlas.outcomes.get(theCase.id)?.cells ?? []) {
    if (cell.state !== 'measured') continue;
    for (const [text, outcomes] of usualWays(cell.traces)) {
      const way = ways.get(text) ?? { outcomes, systems: [] };
      way.systems.push(...cell.systems);
      ways.set(text, way);
    }
  }
  return [...ways.values()].flatMap(({ outcomes, systems }) => {
    const way: CallMade[] = [];
    const parts = { scenario, case: theCase, way, systems };
    for (const sighting of sightingsIn(theCase, outcomes)) way.push(Object.assign(sighting, parts));
    return way;
  });
}

/** How the decisive traces of a system went, by their text: only as more than half of the trials did, if there is such a way. */
function usualWays(traces: readonly Trace[]): Map<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>();
  const counts = new Map<string, number>();
  let trials = 0;
  for (const { outcomes, count } of decisive(traces)) {
    const text = outcomes.join('\n');
    ways.set(text, outcomes);
    counts.set(text, (counts.get(text) ?? 0) + count);
    trials += count;
  }
  for (const [text, outcomes] of ways) if ((counts.get(text) ?? 0) * 2 > trials) return new Map([[text, outcomes]]);
  return ways;
}
