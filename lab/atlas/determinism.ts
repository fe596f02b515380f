import type { Case } from '../scenario/case.ts';
import { pacings } from '../results/pacing.ts';
import { count } from '../prose.ts';
import { outcomeIn } from './atlas.ts';
import type { Atlas } from './atlas.ts';
import { rateBound } from './cell.ts';
import type { Determinism, Measured } from './cell.ts';
import type { System } from './system.ts';

/** How far trials agree in some cases. */
export interface DeterminismSummary {
  /** Measured cells: a case on a system. */
  measured: number;
  deterministic: number;
  /** Cases whose trials do not all agree on these systems, in the order of the cases. */
  others: { case: Case; determinism: Exclude<Determinism, 'deterministic'>; systems: System[] }[];
  /** The smallest number of trials that any deterministic cell has in a pacing that it was tried in; undefined if there is no such cell. */
  fewest: number | undefined;
}

/** Looks at all measured cells of these cases. */
export function determinismIn(atlas: Atlas, cases: readonly Case[]): DeterminismSummary {
  const found: DeterminismSummary = { measured: 0, deterministic: 0, others: [], fewest: undefined };
  for (const theCase of cases) {
    const systemsBy = { 'timing-dependent': [] as System[], flaky: [] as System[] };
    for (const cell of outcomeIn(atlas, theCase).cells) {
      if (cell.state !== 'measured') continue;
      found.measured += cell.systems.length;
      if (cell.determinism === 'deterministic') {
        found.deterministic += cell.systems.length;
        found.fewest = Math.min(found.fewest ?? Infinity, fewestTrials(cell));
      } else {
        systemsBy[cell.determinism].push(...cell.systems);
      }
    }
    for (const determinism of ['timing-dependent', 'flaky'] as const) {
      const systems = systemsBy[determinism].toSorted((one, other) => one.index - other.index);
      if (systems.length > 0) found.others.push({ case: theCase, determinism, systems });
    }
  }
  return found;
}

/** What so many trials without another outcome rule out, as a sentence. */
export function boundText(trials: number): string {
  const percent = rateBound(trials) * 100;
  // Rounded up: the bound must not promise more than the trials support.
  const rounded = percent >= 1 ? Math.ceil(percent) : Math.ceil(percent * 100) / 100;
  return `With ${count(trials, 'trial')} in each pacing this shows, at 95 % confidence, that anything else happens there in fewer than ${rounded} % of trials.`;
}

function fewestTrials({ traces }: Measured): number {
  const trials = pacings.map((pacing) => traces.reduce((sum, trace) => sum + (trace.pacing === pacing ? trace.count : 0), 0));
  return Math.min(...trials.filter((number) => number > 0));
}
