import { agree } from '../atlas/agree.ts';
import type { StepDifference } from '../atlas/agree.ts';
import { identify, identityKey } from '../atlas/identity.ts';
import type { Observation, Result, Run } from '../results/result.ts';

/** A case in which a run from outside and a stored one of an equal system differ, at the first step at which they do. */
export interface Contradiction extends StepDifference {
  id: string;
  target: string;
  /** The run of the stored result. */
  run: Run;
}

/** How the cases of a run stand to what is stored of equal systems. Every case is in one list; a contradicted one once for each target. */
export interface Comparison {
  /** Nothing is stored of them. */
  fresh: string[];
  /** The same was seen. */
  agree: string[];
  /** Settled trials agree, or are flaky; something else was seen in some trials. */
  chance: string[];
  contradictions: Contradiction[];
}

/** Holds a run against stored results. Only the same version of a case on an equal system can agree or contradict. */
export function compareRun(run: Run, observations: Record<string, Observation>, stored: readonly Result[]): Comparison {
  const key = identityKey(identify(run));
  const found: Comparison = { fresh: [], agree: [], chance: [], contradictions: [] };
  const equal = stored.map((result) => ({ result, runs: result.runs.map((one) => identityKey(identify(one)) === key) }));
  for (const [id, observation] of Object.entries(observations)) {
    const agreements = equal.flatMap(({ result, runs }) => {
      const other = result.cases[id];
      const otherRun = other && result.runs[other.run];
      if (other === undefined || otherRun === undefined || runs[other.run] !== true || other.hash !== observation.hash) return [];
      return [{ agreement: agree(observation, other), target: result.target, run: otherRun }];
    });
    const contradictions = agreements.flatMap(({ agreement, target, run: by }) =>
      agreement.kind === 'differ' ? [{ id, ...agreement.steps[0], target, run: by }] : [],
    );
    if (contradictions.length > 0) found.contradictions.push(...contradictions);
    else if (agreements.every(({ agreement }) => agreement.kind === 'unknown')) found.fresh.push(id);
    else if (agreements.some(({ agreement }) => agreement.kind === 'flaky' || agreement.kind === 'same but for timing'))
      found.chance.push(id);
    else found.agree.push(id);
  }
  return found;
}
