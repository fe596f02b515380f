import type { Case } from '../scenario/case.ts';
import { pacings } from '../results/pacing.ts';
import type { Pacing } from '../results/pacing.ts';
import type { Observation, Result } from '../results/result.ts';

/** What must be the same for a stored observation to stand for a new one. */
export interface Wanted {
  /** Of the place and of the agent itself; where either is another, so is what is measured. */
  fingerprint: string;
  trials: number;
  /** `exactly`: the stored trials must be as many as asked for; `at-least`: more are as good. */
  count: 'exactly' | 'at-least';
}

/**
 * Whether what is stored answers the question already: the same case and place, and enough trials, none of them missing; or that the case
 * ends the target.
 */
export function isCurrent(one: Pick<Case, 'id' | 'hash'>, stored: Result | undefined, wanted: Wanted): boolean {
  const observation = stored?.cases[one.id];
  const run = observation && stored?.runs[observation.run];
  return (
    observation !== undefined &&
    run !== undefined &&
    observation.hash === one.hash &&
    run.fingerprint === wanted.fingerprint &&
    hasTrials(observation, wanted)
  );
}

function hasTrials(observation: Observation, wanted: Wanted): boolean {
  if (observation.incomplete !== undefined) return observation.incomplete.fatal === true;
  return pacings.every((pacing) => {
    const trials = trialsOf(observation, pacing);
    return wanted.count === 'exactly' ? trials === wanted.trials : trials >= wanted.trials;
  });
}

function trialsOf(observation: Observation, pacing: Pacing): number {
  return observation.traces.reduce((sum, trace) => (trace.pacing === pacing ? sum + trace.count : sum), 0);
}
