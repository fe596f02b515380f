import type { Case, Claim } from './case.ts';
import type { ScenarioFile } from './file-schema.ts';
import type { Finding } from './issues.ts';
import { matches } from './matrix.ts';
import { misspelling } from './outcome-spelling.ts';
import { didYouMean, oneOf } from './suggest.ts';

type Written = ScenarioFile['claims'][number];

/** What claims are checked against. */
export interface ClaimContext {
  scenario: string;
  matrix: ScenarioFile['matrix'];
  cases: readonly Case[];
  /** Ids of the sources; `undefined` if their file could not be read, which is reported there. */
  sources: ReadonlySet<string> | undefined;
}

/** Claims as the rest of the lab uses them, and what is wrong with them. */
export async function checkClaims(written: readonly Written[], context: ClaimContext): Promise<{ claims: Claim[]; findings: Finding[] }> {
  const validRange = written.some((claim) => claim.on.version !== undefined) ? (await import('semver/ranges/valid.js')).default : undefined;
  const claims = written.map((claim) => normalise(claim, context.scenario));
  const findings = claims.flatMap((claim, index) => [
    ...checkSource(claim, index, context),
    ...checkOutcomes(claim, index, Array.isArray(written[index]?.outcome)),
    ...checkMatrix(claim, index, context),
    ...checkLabels(claim, index, Array.isArray(written[index]?.of), context),
    ...(claim.on.version !== undefined && validRange?.(claim.on.version) === null
      ? [
          {
            path: ['claims', index, 'on', 'version'],
            message: `'${claim.on.version}' is not a range of versions.`,
            hint: "Write it as npm does: '>=10.14', '5.10 - 6.1', '<15'.",
          },
        ]
      : []),
    ...(claim.on.version !== undefined && claim.on.os === undefined
      ? [{ path: ['claims', index, 'on', 'version'], message: "A version says nothing without 'os': versions of what?" }]
      : []),
  ]);
  // Contradictions are looked for among claims that are right in themselves.
  if (findings.length === 0) findings.push(...contradictions(claims, context.cases));
  return { claims, findings };
}

function normalise(claim: Written, scenario: string): Claim {
  return {
    ...claim,
    scenario,
    of: asList(claim.of),
    with: Object.fromEntries(Object.entries(claim.with).map(([name, values]) => [name, asList(values)])),
    outcome: asList(claim.outcome).map(String),
  };
}

function checkSource({ source }: Claim, index: number, { sources }: ClaimContext): Finding[] {
  if (sources === undefined || sources.has(source)) return [];
  const suggestion = didYouMean(source, [...sources]);
  const message = `There is no source '${source}'.${suggestion === undefined ? '' : ` ${suggestion}`}`;
  return [{ path: ['claims', index, 'source'], message, hint: 'Sources are listed in scenarios/sources.yaml: add it there.' }];
}

function checkOutcomes({ outcome }: Claim, index: number, isList: boolean): Finding[] {
  return outcome.flatMap((text, at) => {
    const wrong = misspelling(text);
    return wrong === undefined ? [] : [{ path: isList ? ['claims', index, 'outcome', at] : ['claims', index, 'outcome'], ...wrong }];
  });
}

function checkMatrix(claim: Claim, index: number, { matrix, cases }: ClaimContext): Finding[] {
  const wrong = Object.entries(claim.with).flatMap(([name, values]) => checkChoice(name, values, matrix, ['claims', index, 'with']));
  if (wrong.length > 0 || cases.length === 0 || cases.some((one) => matches(one.matrix, claim.with))) return wrong;
  return [{ path: ['claims', index, 'with'], message: 'This claim matches no case: every combination that it speaks of is excluded.' }];
}

/** What is wrong with values of one dimension that a claim or an exclusion names under `path`. */
export function checkChoice(
  name: string,
  values: readonly unknown[],
  matrix: ScenarioFile['matrix'],
  path: readonly PropertyKey[],
): Finding[] {
  const known = matrix[name];
  if (known === undefined) {
    const names = Object.keys(matrix);
    const suggestion = didYouMean(name, names);
    const message = `The matrix has no '${name}'.${suggestion === undefined ? '' : ` ${suggestion}`}`;
    return [
      {
        path: [...path, name],
        key: true,
        message,
        hint: names.length > 0 ? `It has ${oneOf(names)}.` : 'There is no matrix in this file.',
      },
    ];
  }
  return values.flatMap((value) => {
    if (known.some((one) => one === value)) return [];
    const texts = known.map(String);
    const suggestion = didYouMean(String(value), texts);
    return [
      {
        path: [...path, name],
        message: `'${name}' is never '${String(value)}' in the matrix.${suggestion === undefined ? '' : ` ${suggestion}`}`,
        hint: `It can be ${oneOf(texts, 40)}.`,
      },
    ];
  });
}

function checkLabels(claim: Claim, index: number, isList: boolean, { cases }: ClaimContext): Finding[] {
  if (cases.length === 0) return [];
  const spoken = cases.filter((one) => matches(one.matrix, claim.with));
  const labels = new Set((spoken.length > 0 ? spoken : cases).flatMap((one) => one.steps.map((step) => step.label)));
  return claim.of.flatMap((label, at) => {
    if (labels.has(label)) return [];
    const suggestion = didYouMean(label, [...labels]);
    const message = `No step is labelled '${label}'.${suggestion === undefined ? '' : ` ${suggestion}`}`;
    return [
      { path: isList ? ['claims', index, 'of', at] : ['claims', index, 'of'], message, hint: `The labels: ${[...labels].join(', ')}.` },
    ];
  });
}

/** Two claims of one source about the same step, cases, systems and tempo that leave no outcome on which both hold. */
function contradictions(claims: readonly Claim[], cases: readonly Case[]): Finding[] {
  return claims.flatMap((claim, index) =>
    claims.slice(0, index).flatMap((earlier, at) => {
      if (claim.source !== earlier.source || selectorKey(claim) !== selectorKey(earlier)) return [];
      const label = claim.of.find((one) => earlier.of.includes(one));
      const both = cases.find((one) => matches(one.matrix, claim.with) && matches(one.matrix, earlier.with));
      if (label === undefined || both === undefined || claim.outcome.some((one) => earlier.outcome.includes(one))) return [];
      const message = `This claim contradicts claim ${at + 1} of the same source: of '${label}' in ${both.id} that one says ${oneOf(earlier.outcome)}, this one ${oneOf(claim.outcome)}.`;
      return [{ path: ['claims', index], message, hint: "If the source says both, make one claim with a list as 'outcome'." }];
    }),
  );
}

function selectorKey({ on, tempo }: Claim): string {
  const normal = Object.entries(on).map(([key, value]) => [key, asList(value).toSorted()]);
  return JSON.stringify([normal.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)), tempo]);
}

function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
