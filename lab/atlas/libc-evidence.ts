import type { CaseOutcome } from './atlas.ts';
import { axes, contextsOf } from './axis.ts';
import { named } from './identity.ts';
import type { System } from './system.ts';

/**
 * Whether two libcs are shown not to matter in a case: somewhere both are measured on one kernel, version, runtime and architecture, and wherever they
 * are they show the same behaviour in it. Libcs are named with their versions: `glibc 2.36`.
 */
export type LibcEvidence = (outcome: CaseOutcome, one: string, other: string) => boolean;

/** What these systems show of their libcs. */
export function libcEvidence(systems: readonly System[]): LibcEvidence {
  const axis = axes.find(({ libc }) => libc === 'is the axis');
  const pairs = new Map<string, [System, System][]>();
  for (const context of axis === undefined ? [] : contextsOf(axis, systems)) {
    for (const one of context) {
      for (const other of context) {
        const key = keyOf(named(one.identity.libc), named(other.identity.libc));
        pairs.set(key, [...(pairs.get(key) ?? []), [one, other]]);
      }
    }
  }
  return ({ behaviourOf }, one, other) => {
    if (one === other) return true;
    const measured = (pairs.get(keyOf(one, other)) ?? []).flatMap((pair) => {
      const [here, there] = pair.map(({ index }) => behaviourOf[index]);
      return here === undefined || there === undefined ? [] : [here === there];
    });
    return measured.length > 0 && measured.every((areSame) => areSame);
  };
}

function keyOf(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}
