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
  if (findings.length === 0 && claims.length > 1) findings.push(...(await contradictions(claims, context.cases)));
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

/**
 * Two claims of one source about the same step, case, pacing and at least one same system that leave no outcome on which both hold. A rule with an
 * exception is such a pair too: as written, the rule is wrong where the exception is right. Different sources may contradict each other.
 */
async function contradictions(claims: readonly Claim[], cases: readonly Case[]): Promise<Finding[]> {
  const pairs = claims.flatMap((claim, index) => claims.slice(0, index).map((earlier, at) => ({ claim, index, earlier, at })));
  const candidates = pairs.flatMap((pair) => {
    const { claim, earlier } = pair;
    if (claim.source !== earlier.source || claim.outcome.some((one) => earlier.outcome.includes(one))) return [];
    if (claim.pacing !== undefined && earlier.pacing !== undefined && claim.pacing !== earlier.pacing) return [];
    const labels = claim.of.filter((one) => earlier.of.includes(one));
    const both = cases.flatMap((one) => {
      const label = labels.find((wanted) => one.steps.some((step) => step.label === wanted));
      return label !== undefined && matches(one.matrix, claim.with) && matches(one.matrix, earlier.with) ? [{ id: one.id, label }] : [];
    })[0];
    return both === undefined ? [] : [{ ...pair, both }];
  });
  if (candidates.length === 0) return [];
  // Comparing ranges of versions needs a library that most files can do without.
  const { overlaps } = await import('./overlap.ts');
  return candidates
    .filter(({ claim, earlier }) => overlaps(claim.on, earlier.on))
    .map(({ claim, index, earlier, at, both }) => ({
      path: ['claims', index],
      message: `This claim contradicts claim ${at + 1} of the same source: of '${both.label}' in ${both.id} that one says ${oneOf(earlier.outcome)}, this one ${oneOf(claim.outcome)}.`,
      hint: "If the source says both, make one claim with a list as 'outcome'; if it speaks of different systems, give each its 'on'.",
    }));
}

function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
