import type { Run } from './result.ts';

/**
 * Who measured: the lab itself on its targets, a CI run of the repository, or somebody who sent a result in. How much a cell is worth
 * to a reader follows from it. Whether a cell is stale is another question, answered case by case by its hash.
 */
export type Tier = 'lab' | 'ci' | 'contributed';

/** The tier of a run: what came in from outside was marked when it was taken in. */
export function tierOf(run: Pick<Run, 'how' | 'contributor' | 'details'>): Tier {
  if (run.details?.['ci'] !== undefined) return 'ci';
  return run.contributor !== undefined || run.how === 'kit' ? 'contributed' : 'lab';
}
