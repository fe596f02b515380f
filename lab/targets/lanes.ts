import { cpus, totalmem } from 'node:os';
import { loadOf } from './drivers.ts';
import type { Load } from './drivers.ts';
import type { Target } from './target.ts';

/**
 * One for each processor. On two, 8 targets with 103 cases took 14.1 s one by one, 8.4 s two at once and 8.4 s three at once: more only makes
 * them disturb each other. Of kernels in QEMU, each keeps a processor busy.
 */
export const defaultJobs = Math.max(2, cpus().length);

/** The part of the machine's memory that targets may take between them. */
const memoryShare = 0.8;

/** Targets that run side by side, and how many of them at once. */
export interface Lane<T> {
  load: Load;
  jobs: number;
  members: T[];
}

/**
 * The order in which targets run: first those that wait, then those that compute, so that an emulated machine does not take the processor
 * from calls whose timing is measured. At most `jobs` at once, and no more than `memory` (bytes, by default this machine's) has room for.
 */
export function lanesOf<T extends { target: Target }>(plans: readonly T[], jobs: number, memory: number = totalmem()): Lane<T>[] {
  return (['waits', 'computes'] as const).flatMap((load) => {
    const members = plans.filter(({ target }) => loadOf(target).load === load);
    if (members.length === 0) return [];
    const largest = Math.max(...members.map(({ target }) => loadOf(target).memory));
    const room = Math.max(1, Math.floor((memory * memoryShare) / largest));
    return [{ load, jobs: Math.min(jobs, room), members }];
  });
}
