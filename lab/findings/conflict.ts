import type { Atlas, Subject } from '../atlas/atlas.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Case, Scenario } from '../scenario/case.ts';
import { scenarioLink } from './finding.ts';
import { code, escape } from '../pages/markdown.ts';
import { count, someOf } from '../pages/prose.ts';
import { byWhom, whenMeasured } from '../pages/provenance.ts';
import { essenceOf, trialsIn } from '../atlas/tally.ts';

/** Two subjects that are the same system and yet saw different things, the first step in each case. */
export interface Conflict {
  one: Subject;
  other: Subject;
  differences: { scenario: Scenario; case: Case; step: string; here: string; there: string }[];
}

/** More cases than this of one pair of subjects are left to their pages. */
const mostShown = 3;

/**
 * All pairs of subjects with equal systems whose trials that waited for the sockets to settle all agree, each with itself and not with the other.
 * Neither is believed more than the other: both are kept, and shown side by side.
 */
export function conflicts({ scenarios, subjects }: Atlas): Conflict[] {
  return subjects.flatMap((one, index) =>
    subjects.slice(index + 1).flatMap((other) => {
      if (systemKey(one) !== systemKey(other)) return [];
      const differences = scenarios.flatMap((scenario) =>
        scenario.cases.flatMap((theCase) => {
          const found = firstDifference(theCase, one, other);
          return found === undefined ? [] : [{ scenario, case: theCase, ...found }];
        }),
      );
      return differences.length === 0 ? [] : [{ one, other, differences }];
    }),
  );
}

/** One line of markdown for each conflict: who measured what, when, and where they disagree. */
export function conflictFindings(atlas: Atlas): string[] {
  return conflicts(atlas).map(({ one, other, differences }) => {
    const places = differences.map(
      ({ scenario, case: theCase, step, here, there }) =>
        `in ${code(theCase.id)} (${scenarioLink(scenario)}) *${escape(step)}* gives ${code(here)} and ${code(there)}`,
    );
    return `${whoText(one)} and ${whoText(other)} are one system by all that is known of them, and disagree in ${count(differences.length, 'case')}: ${someOf(places, mostShown)}.`;
  });
}

function whoText(subject: Subject): string {
  return `${code(subject.id)} (${byWhom(subject)}, ${whenMeasured(subject)})`;
}

function firstDifference(theCase: Case, one: Subject, other: Subject): { step: string; here: string; there: string } | undefined {
  const [first, second] = [cellFor(one, theCase), cellFor(other, theCase)];
  if (first.state !== 'measured' || second.state !== 'measured') return undefined;
  // A case that is not steady on either side says little of who is right.
  if (first.determinism === 'varies' || second.determinism === 'varies') return undefined;
  for (const [index, { label }] of theCase.steps.entries()) {
    const [here, there] = [first.steps[index], second.steps[index]];
    if (here === undefined || there === undefined || trialsIn(here) === 0 || trialsIn(there) === 0) continue;
    if (essenceOf(here) !== essenceOf(there)) return { step: label, here: essenceOf(here), there: essenceOf(there) };
  }
  return undefined;
}

function systemKey({ system }: Subject): string {
  const { name, version, libc, runtime, arch, bits, emulated } = system;
  return JSON.stringify([name, version, libc.name, libc.version, runtime?.name, runtime?.version, arch, bits, emulated]);
}
