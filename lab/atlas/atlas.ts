import type { Case, Scenario, Source } from '../scenario/case.ts';
import type { Observation, Result } from '../results/result.ts';
import { behavioursIn } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';
import { distinguishingSteps } from './bytes.ts';
import { cellOf } from './cell.ts';
import type { Cell } from './cell.ts';
import { compare } from './order.ts';
import { systemsIn } from './system.ts';
import type { Origin, System } from './system.ts';

/** Everything merged: what is asked, what was measured, and where. */
export interface Atlas {
  scenarios: Scenario[];
  cases: Case[];
  sources: Map<string, Source>;
  /** Sorted by id. */
  systems: System[];
  /** What was seen in each case, by the case's id. */
  outcomes: ReadonlyMap<string, CaseOutcome>;
}

/** What all systems did in one case. Nearly always they show one behaviour, in a few distinct observations. */
export interface CaseOutcome {
  case: Case;
  /** The steps (from 0) where received bytes tell more than outcomes. */
  distinguishing: ReadonlySet<number>;
  /** Every distinct observation and every reason for having none, in the order of the first system of each. */
  cells: Cell[];
  /** In the order of their outcomes; none if nothing is measured. */
  behaviours: Behaviour[];
  /** By a system's index, its cell. */
  cellOf: readonly Cell[];
  /** By a system's index, the behaviour that it shows; undefined where there is a gap. */
  behaviourOf: readonly (Behaviour | undefined)[];
}

/** Merges stored results. Neither the order of the results nor that of the scenarios matters. */
export function mergeAtlas(scenarios: readonly Scenario[], sources: readonly Source[], results: readonly Result[]): Atlas {
  const sorted = scenarios.toSorted((one, other) => compare(one.id, other.id));
  const cases = sorted.flatMap((scenario) => scenario.cases);
  const origins = systemsIn(results, cases);
  return {
    scenarios: sorted,
    cases,
    sources: new Map(sources.map((source) => [source.id, source])),
    systems: origins.map(({ system }) => system),
    outcomes: new Map(cases.map((theCase) => [theCase.id, caseOutcome(theCase, origins)])),
  };
}

/** What all systems did in a case of the atlas, or in one that it does not know: nothing. */
export function outcomeIn(atlas: Atlas, theCase: Case): CaseOutcome {
  return atlas.outcomes.get(theCase.id) ?? caseOutcome(theCase, []);
}

/** The cell of a case on a system; a case that the atlas does not know was not run. */
export function cellFor(atlas: Atlas, system: System, theCase: Case): Cell {
  return outcomeIn(atlas, theCase).cellOf[system.index] ?? cellOf(theCase, undefined);
}

function caseOutcome(theCase: Case, origins: readonly Origin[]): CaseOutcome {
  const observed = origins.map((origin) => observationIn(origin, theCase));
  const today = observed.filter((observation) => observation?.hash === theCase.hash) as Observation[];
  const distinguishing = distinguishingSteps(new Set(today), theCase.steps);
  const byObservation = new Map<Observation | undefined, Cell>();
  const byText = new Map<string, Cell>();
  const cellBySystem = origins.map(({ system }, index) => {
    const observation = observed[index];
    let cell = byObservation.get(observation);
    if (cell === undefined) {
      const text = textOf(observation, theCase);
      cell = byText.get(text) ?? cellOf(theCase, observation, distinguishing, []);
      byText.set(text, cell);
      byObservation.set(observation, cell);
    }
    cell.systems.push(system);
    return cell;
  });
  const cells = [...byText.values()];
  const behaviours = behavioursIn(cells);
  const behaviourOf = new Map(behaviours.flatMap((behaviour) => behaviour.cells.map((cell): [Cell, Behaviour] => [cell, behaviour])));
  return {
    case: theCase,
    distinguishing,
    cells,
    behaviours,
    cellOf: cellBySystem,
    behaviourOf: cellBySystem.map((cell) => behaviourOf.get(cell)),
  };
}

function observationIn({ result, runs }: Origin, { id }: Case): Observation | undefined {
  const observation = Object.hasOwn(result.cases, id) ? result.cases[id] : undefined;
  return observation !== undefined && runs.has(observation.run) ? observation : undefined;
}

/** Equal for observations that say the same, whatever run they are of: equal lines of result files are one object, so few are asked. */
function textOf(observation: Observation | undefined, theCase: Case): string {
  if (observation === undefined) return 'not run';
  if (observation.hash !== theCase.hash) return 'stale';
  return JSON.stringify([observation.traces, observation.incomplete]);
}
