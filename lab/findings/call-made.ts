import type { Atlas } from '../atlas/atlas.ts';
import { decisive } from '../atlas/cell.ts';
import type { System } from '../atlas/system.ts';
import type { Sighting } from '../facts/sighting.ts';
import { sightingsIn } from '../facts/sighting.ts';
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

/** All calls on sockets and other ends that were measured, in the order of cases. Of each system, those of settled trials, or of all where there are none. */
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
    const texts = new Set<string>();
    for (const { outcomes } of decisive(cell.traces)) {
      const text = outcomes.join('\n');
      if (texts.has(text)) continue;
      texts.add(text);
      const way = ways.get(text) ?? { outcomes, systems: [] };
      way.systems.push(...cell.systems);
      ways.set(text, way);
    }
  }
  return [...ways.values()].flatMap(({ outcomes, systems }) => {
    const way: CallMade[] = [];
    for (const sighting of sightingsIn(theCase, outcomes)) way.push({ ...sighting, scenario, case: theCase, way, systems });
    return way;
  });
}
