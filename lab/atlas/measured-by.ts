import { tierOf } from '../results/tier.ts';
import type { Tier } from '../results/tier.ts';
import type { System } from './system.ts';

/** Who measured a system: the tier that weighs least among its runs. */
export function tierOfSubject({ runs }: Pick<System, 'runs'>): Tier {
  const tiers = new Set(runs.map(tierOf));
  return (['contributed', 'ci', 'lab'] as const).find((tier) => tiers.has(tier)) ?? 'lab';
}

/** The names under which people have sent a system's runs in. */
export function contributorsOf({ runs }: Pick<System, 'runs'>): string[] {
  return [...new Set(runs.map((run) => run.contributor).filter((name) => name !== undefined))];
}
