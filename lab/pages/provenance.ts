import { tierOf } from '../results/tier.ts';
import type { Tier } from '../results/tier.ts';
import type { System } from '../atlas/system.ts';
import { code } from './markdown.ts';
import { allOf } from '../prose.ts';

/** Who measured a system: the tier that weighs least among its runs. */
export function tierOfSubject({ runs }: Pick<System, 'runs'>): Tier {
  const tiers = new Set(runs.map(tierOf));
  return (['contributed', 'ci', 'lab'] as const).find((tier) => tiers.has(tier)) ?? 'lab';
}

/** The names under which people have sent a system's runs in. */
export function contributorsOf({ runs }: Pick<System, 'runs'>): string[] {
  return [...new Set(runs.map((run) => run.contributor).filter((name) => name !== undefined))];
}

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
