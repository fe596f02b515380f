import { contributorsOf, tierOfSubject } from '../atlas/measured-by.ts';
import type { System } from '../atlas/system.ts';
import { code } from './markdown.ts';
import { allOf } from '../prose.ts';

/** Who measured it, as markdown: `the lab`, `CI`, `contributed by Ada`. */
export function byWhom(system: Pick<System, 'runs'>): string {
  const tier = tierOfSubject(system);
  if (tier !== 'contributed') return tier === 'ci' ? 'CI' : 'the lab';
  const names = contributorsOf(system);
  return names.length === 0 ? 'contributed' : `contributed by ${allOf(names.map(code))}`;
}

/** The days on which it was measured: `2026-11-20`, or the first and the last. */
export function whenMeasured({ runs }: Pick<System, 'runs'>): string {
  const days = [...new Set(runs.map((run) => run.date))].toSorted();
  return days.length < 2 ? days.join('') : `${days[0]} to ${days.at(-1)}`;
}
