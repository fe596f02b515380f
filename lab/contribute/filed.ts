import type { Result } from '../results/result.ts';
import { tierOf } from '../results/tier.ts';

/**
 * What is wrong with how a stored result is filed, in a sentence: its name must say of what tier all of its runs are, so that a result
 * from outside cannot pass for the lab's. `undefined` if nothing is wrong.
 */
export function misfiled({ target, runs }: Pick<Result, 'target' | 'runs'>): string | undefined {
  const expected = /^(ci|contributed)-/.exec(target)?.[1] ?? 'lab';
  const other = runs.map(tierOf).find((tier) => tier !== expected);
  if (other === undefined) return undefined;
  const names = { lab: 'the id of a target', ci: 'ci-…', contributed: 'contributed-…' };
  return `reports/results/${target}.json holds a run of tier '${other}', which belongs under ${names[other]}: file it with npm run lab -- add`;
}
