import { join } from 'node:path';
import { z } from 'zod';
import type { Places } from '../root.ts';
import { readYaml } from './runtime.ts';
import { usualTrace } from './study.ts';
import { withoutSignal, type MeasuredApi } from './table.ts';

const RuntimeClaim = z.strictObject({
  title: z.string().min(1),
  url: z.url(),
  /** What it says, in our words. */
  says: z.string().min(1).max(300),
  /** Of which APIs, in which situation on which link, and of which step (from 0, the connection itself). */
  apis: z.array(z.string()).min(1),
  case: z.string(),
  step: z.int().min(1),
  /** What the source says that it answers: the outcome, or a part of the words. */
  outcome: z.string().optional(),
  words: z.string().optional(),
});
export type RuntimeClaim = z.infer<typeof RuntimeClaim>;

const ClaimFile = z.strictObject({ claims: z.array(RuntimeClaim) });

/** A claim, and what was measured of it. */
export interface JudgedRuntimeClaim {
  claim: RuntimeClaim;
  verdict: 'so' | 'not so' | 'differs' | 'not measured';
  evidence: string;
}

/** Reads docker/runtimes/claims.yaml. Throws a `bad-request` if it is wrong. */
export async function loadRuntimeClaims(places: Places): Promise<RuntimeClaim[]> {
  return (await readYaml(join(places.docker, 'runtimes', 'claims.yaml'), 'docker/runtimes/claims.yaml', ClaimFile)).claims;
}

/** What was measured says of each claim, version by version: a source may speak of another version than was measured, so none is called wrong. */
export function judgeClaims(claims: readonly RuntimeClaim[], apis: readonly MeasuredApi[]): JudgedRuntimeClaim[] {
  return claims.map((claim) => {
    const seen = apis.flatMap((measured) => {
      const one = claim.apis.includes(measured.api.id) ? (measured.study.cases[claim.case] ?? measured.study.http[claim.case]) : undefined;
      if (one === undefined) return [];
      const trace = usualTrace(one);
      const outcome = withoutSignal(trace.outcomes[claim.step] ?? 'nothing');
      const words = trace.words[claim.step] ?? '';
      const isSo = (claim.outcome === undefined || claim.outcome === outcome) && (claim.words === undefined || words.includes(claim.words));
      return [
        {
          isSo,
          text: `${measured.api.id} (${measured.study.version.slice(0, 40)}): ${outcome}${words === '' ? '' : `, ${words.slice(0, 80)}`}`,
        },
      ];
    });
    const so = seen.filter(({ isSo }) => isSo).length;
    const verdict = seen.length === 0 ? 'not measured' : so === seen.length ? 'so' : so === 0 ? 'not so' : 'differs';
    return { claim, verdict, evidence: seen.map(({ text }) => text).join('; ') };
  });
}
