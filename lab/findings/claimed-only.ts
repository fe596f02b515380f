import { compare } from '../atlas/order.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { Judgement } from './judge.ts';

/** A system that claims speak of and that nobody has measured. */
export interface ClaimedSystem {
  /** As claims write it: `macos`. */
  name: string;
  judgements: Judgement[];
}

/** The systems that only these judgements' claims speak of, those with the most claims first. */
export function claimedOnly({ systems }: Atlas, judgements: readonly Judgement[]): ClaimedSystem[] {
  const measured = new Set(systems.map(({ identity }) => identity.name));
  const found = new Map<string, Judgement[]>();
  for (const judgement of judgements) {
    const { os } = judgement.claim.on;
    for (const name of new Set(os === undefined ? [] : [os].flat())) {
      if (!measured.has(name)) found.set(name, [...(found.get(name) ?? []), judgement]);
    }
  }
  return [...found]
    .map(([name, own]) => ({ name, judgements: own }))
    .toSorted((one, other) => other.judgements.length - one.judgements.length || compare(one.name, other.name));
}
