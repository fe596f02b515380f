import type { Verdict } from '../../findings/verdict-words.ts';
import type { Claim, MatrixValue, Scenario } from '../../scenario/case.ts';
import { local, numbersIn } from './letters.ts';
import type { ClaimRecord, SiteFile } from './site-file.ts';
import { forceLetters, verdictLetters, wordOfLetter } from './words.ts';

/** A claim with what was found of it. */
export interface JudgedClaim {
  claim: Claim;
  verdict: Verdict;
  /** What was measured, as markdown, where the claim does not simply hold. */
  evidence: string | undefined;
}

/** Reads a claim of a scenario whose labels in order are these. Throws if it is damaged. */
export function claimOf(
  record: ClaimRecord,
  { id, matrix }: Scenario,
  labels: readonly string[],
  sources: SiteFile['sources'],
): JudgedClaim {
  const [letters, source, of, outcome, on, where, { evidence, ...more } = {}] = record;
  return {
    claim: {
      scenario: id,
      of: numbersIn(of, local).map((number) => labels[number] ?? ''),
      with: whereIn(where, matrix),
      on: typeof on === 'string' ? { os: on } : on,
      outcome: typeof outcome === 'string' ? [outcome] : outcome,
      says: wordOfLetter(forceLetters, letters.charAt(1)),
      source: sources[source]?.[0] ?? source,
      ...more,
    },
    verdict: wordOfLetter(verdictLetters, letters.charAt(0)),
    evidence,
  };
}

function whereIn(text: string, matrix: Record<string, MatrixValue[]>): Claim['with'] {
  const limits = text.split(' ').filter((limit) => limit !== '');
  return Object.fromEntries(
    limits.map((limit) => {
      const colon = limit.lastIndexOf(':');
      const dimension = limit.slice(0, colon);
      const values = numbersIn(limit.slice(colon + 1), local).flatMap((number) => matrix[dimension]?.[number] ?? []);
      return [dimension, values];
    }),
  );
}
