import { canBothHold, withoutSignals } from './allows.ts';
import type { Case, Claim } from './case.ts';
import { saysByDefault, setsRules } from './claim-words.ts';
import type { Says } from './claim-words.ts';
import type { ScenarioFile } from './file-schema.ts';
import type { Finding } from './issues.ts';
import type { Sources } from './load-sources.ts';
import { matches } from './matrix.ts';
import { misspelling } from './outcome-spelling.ts';
import { didYouMean, oneOf } from './suggest.ts';

type Written = ScenarioFile['claims'][number];

/** What claims are checked against. */
export interface ClaimContext {
  scenario: string;
  matrix: ScenarioFile['matrix'];
  cases: readonly Case[];
  /** Undefined if their file could not be read, which is reported there. */
  sources: Sources;
}

/** Claims as the rest of the lab uses them, and what is wrong with them. */
export async function checkClaims(written: readonly Written[], context: ClaimContext): Promise<{ claims: Claim[]; findings: Finding[] }> {
  const validRange = written.some((claim) => claim.on.version !== undefined) ? (await import('semver/ranges/valid.js')).default : undefined;
  const claims = written.map((claim) => normalise(claim, context));
  const findings = claims.flatMap((claim, index) => [
    ...checkSource(claim.source, ['claims', index, 'source'], context),
    ...(claim.outdated === undefined ? [] : checkSource(claim.outdated.source, ['claims', index, 'outdated', 'source'], context)),
    ...checkSays(written[index]?.says, claim, index, context),
    ...checkSignal(claim, index),
    ...checkBlocks(claim, index, context),
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

function normalise(claim: Written, { scenario, sources }: ClaimContext): Claim {
  const kind = sources?.get(claim.source)?.kind;
  return {
    ...claim,
    // Where neither the claim nor its source's kind says how firmly, checkSays complains.
    says: claim.says ?? (kind === undefined ? undefined : saysByDefault(kind)) ?? 'implies',
    scenario,
    of: asList(claim.of),
    with: Object.fromEntries(Object.entries(claim.with).map(([name, values]) => [name, asList(values)])),
    outcome: asList(claim.outcome).map(String),
  };
}

function checkSource(source: string, path: readonly PropertyKey[], { sources }: ClaimContext): Finding[] {
  if (sources === undefined || sources.has(source)) return [];
  const suggestion = didYouMean(source, [...sources.keys()]);
  const message = `There is no source '${source}'.${suggestion === undefined ? '' : ` ${suggestion}`}`;
  return [{ path, message, hint: 'Sources are listed in scenarios/sources.yaml: add it there.' }];
}

/** How firmly a claim speaks must be written where its source has rules and other sentences; a rule must be quoted. */
function checkSays(written: Says | undefined, { says, quote, source }: Claim, index: number, { sources }: ClaimContext): Finding[] {
  const kind = sources?.get(source)?.kind;
  if (kind === undefined) return [];
  if (written === undefined && saysByDefault(kind) === undefined) {
    return [
      {
        path: ['claims', index],
        message: `How firmly does '${source}' say this? Of a ${kind} a claim must have 'says'.`,
        hint: 'Write shall for a rule, may for what it allows, implies for what follows from it in your reading (its silence too).',
      },
    ];
  }
  if (says !== 'shall' && says !== 'may') return [];
  if (!setsRules(kind)) {
    return [
      {
        path: ['claims', index, 'says'],
        message: `A ${kind} sets no rules, so a claim of it cannot say '${says}'.`,
        hint: 'Write shows for what was seen, implies for what follows in your reading; or leave it out.',
      },
    ];
  }
  if (quote !== undefined) return [];
  return [
    {
      path: ['claims', index, 'says'],
      message: `What '${source}' ${says === 'shall' ? 'demands' : 'allows'} must be quoted.`,
      hint: "Add its words, at most 200 characters: quote: '…'. If you cannot have the text, write says: implies.",
    },
  ];
}

function checkSignal({ outcome, signal }: Claim, index: number): Finding[] {
  if (signal === undefined || outcome.includes('EPIPE')) return [];
  return [
    {
      path: ['claims', index, 'signal'],
      message: "'signal' says whether SIGPIPE comes with EPIPE, and this claim has no EPIPE.",
      hint: 'Take it out, or put EPIPE among the outcomes.',
    },
  ];
}

/** A call that a timer ends does not block for ever, and the lab waits for the timer: what it then returns is the claim. */
function checkBlocks(claim: Claim, index: number, { cases }: ClaimContext): Finding[] {
  if (!claim.outcome.includes('blocks')) return [];
  const timed = cases
    .filter((one) => matches(one.matrix, claim.with))
    .flatMap((one) =>
      one.steps.flatMap(({ label, timerMs }) => (claim.of.includes(label) && timerMs !== undefined ? [{ label, timerMs }] : [])),
    )[0];
  if (timed === undefined) return [];
  return [
    {
      path: ['claims', index, 'outcome'],
      message: `'${timed.label}' ends by a timer of ${timed.timerMs} ms, and the deadline is longer: it never gives 'blocks' for it.`,
      hint: 'Write what it returns when the timer has run out, with +late: 0+late, EAGAIN+late.',
    },
  ];
}

function checkOutcomes({ outcome }: Claim, index: number, isList: boolean): Finding[] {
  return outcome.flatMap((text, at) => {
    const wrong = withoutSignals(text) === text ? misspelling(text) : signalApart(text);
    return wrong === undefined ? [] : [{ path: isList ? ['claims', index, 'outcome', at] : ['claims', index, 'outcome'], ...wrong }];
  });
}

function signalApart(text: string): { message: string; hint: string } {
  const alone = withoutSignals(text);
  const hint = text === 'EPIPE+SIGPIPE' ? 'Write outcome: EPIPE and signal: SIGPIPE.' : `Write ${alone}: it agrees with ${text} too.`;
  return { message: `A claim's outcome is written without a signal: '${alone}', not '${text}'.`, hint };
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
    if (claim.source !== earlier.source || canBothHold(claim, earlier)) return [];
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
      message: `This claim contradicts claim ${at + 1} of the same source: of '${both.label}' in ${both.id} that one says ${inWords(earlier)}, this one ${inWords(claim)}.`,
      hint: "If the source says both, make one claim with a list as 'outcome'; if it speaks of different systems, give each its 'on'.",
    }));
}

/** `EPIPE with SIGPIPE`, or a few outcomes. */
function inWords({ outcome, signal }: Claim): string {
  return `${oneOf(outcome)}${signal === undefined ? '' : signal === 'none' ? ' without a signal' : ` with ${signal}`}`;
}

function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
