import type { Case } from '../scenario/case.ts';
import { pacings } from '../results/pacing.ts';
import { Stopped } from './driver.ts';

/** How long (ms) a target may be silent. Tests hand in shorter times. */
export interface Patience {
  /** Until its header: a kernel must boot, and an agent find out how slow its machine is. */
  start: number;
  /** Between two answers, beside what the cases themselves may take. */
  answer: number;
  /** What silences that ended in a stop may cost all starts of a target together. */
  total: number;
}

export const usualPatience: Patience = { start: 180_000, answer: 60_000, total: 600_000 };

/**
 * What the steps of a case take on the average (ms), beside the timers that end calls, where as many of them wait until their deadline as in any case
 * of the catalogue: of all stored results, the case that waits most takes 195 ms a step on a machine of ordinary speed.
 */
const stepMs = 200;

/** How long (ms) a target may be silent while these cases are not answered: it can be that only the longest of them is left. */
export function silenceOf(cases: readonly Case[], trials: number, slowness: number, patience: Patience): number {
  const longest = cases.reduce((most, { steps }) => {
    const timersMs = steps.reduce((sum, { timerMs = 0 }) => sum + timerMs, 0);
    return Math.max(most, steps.length * stepMs * Math.max(1, slowness) + timersMs);
  }, 0);
  return patience.answer + longest * trials * pacings.length;
}

/** Stops a target that says nothing new. */
export class Silence {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  /** How long it was silent before it was stopped (ms); 0 if it was not. */
  costMs = 0;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something new was said: from now on, so many milliseconds may pass until it is stopped. */
  allow(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.costMs = ms;
      this.controller.abort(new Stopped(`said nothing for ${Math.round(ms / 1000)} s and was stopped`));
    }, ms);
  }

  /** It has ended by itself. */
  over(): void {
    clearTimeout(this.timer);
  }
}
