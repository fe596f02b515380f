import type { Case } from '../scenario/case.ts';
import { pacings } from '../results/result.ts';
import { cellFor } from './atlas.ts';
import type { Subject } from './atlas.ts';
import { rateBound } from './cell.ts';
import type { Determinism } from './cell.ts';
import { count } from '../pages/prose.ts';

/** How steady some cells are together. */
export interface Steadiness {
  measured: number;
  /** Cells whose trials do not all agree, in the order of subjects and cases. */
  unsteady: { subject: Subject; case: Case; determinism: Exclude<Determinism, 'deterministic'> }[];
  /** The smallest number of trials that any steady cell has in a pacing that it was tried in; undefined if none is steady. */
  fewest: number | undefined;
}

/** Looks at all measured cells of these subjects and cases. */
export function steadinessOf(subjects: readonly Subject[], cases: readonly Case[]): Steadiness {
  const found: Steadiness = { measured: 0, unsteady: [], fewest: undefined };
  for (const subject of subjects) {
    for (const theCase of cases) {
      const cell = cellFor(subject, theCase);
      if (cell.state !== 'measured') continue;
      found.measured += 1;
      if (cell.determinism !== 'deterministic') {
        found.unsteady.push({ subject, case: theCase, determinism: cell.determinism });
        continue;
      }
      for (const pacing of pacings) {
        const trials = cell.traces.reduce((sum, trace) => sum + (trace.pacing === pacing ? trace.count : 0), 0);
        if (trials > 0) found.fewest = Math.min(found.fewest ?? trials, trials);
      }
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
