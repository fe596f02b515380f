import type { Scenario } from '../scenario/case.ts';
import { titleOf } from '../atlas/identity.ts';
import { compare } from '../atlas/order.ts';
import { decisiveOutcomes } from '../atlas/tally.ts';
import type { Evidence, Judgement } from '../findings/judge.ts';
import { allOf } from '../prose.ts';
import { code, escape, link } from './markdown.ts';

/** The systems, without versions, that a judgement's verdict rests on: what it says of whom changes only when the verdict does. Markdown. */
export function concerned(judgement: Judgement): string {
  return escape(
    allOf(
      [...new Set(decisive(judgement).flatMap((piece) => piece.systems.map(({ identity }) => titleOf(identity.name))))].toSorted(compare),
    ),
  );
}

/**
 * What decides a verdict, as short as can be: what each system returns in the case with the fewest steps, and a link to the page of its scenario.
 * Empty for a claim that holds or that nobody could test. `base` leads from the page to `reports/`.
 */
export function shortestEvidence(judgement: Judgement, base: string): string {
  const pieces = decisive(judgement);
  const [first] = pieces.toSorted((one, other) => one.case.steps.length - other.case.steps.length || compare(one.case.id, other.case.id));
  if (first === undefined || judgement.verdict === 'holds') return '';
  const there = pieces.filter((piece) => piece.case === first.case && piece.step === first.step);
  const bySystem = new Map<string, Set<string>>();
  for (const piece of there) {
    for (const { identity } of piece.systems) {
      const name = titleOf(identity.name);
      const outcomes = bySystem.get(name) ?? new Set();
      bySystem.set(name, outcomes);
      for (const outcome of decisiveOutcomes(piece.seen)) outcomes.add(outcome);
    }
  }
  const texts = [...bySystem]
    .toSorted(([one], [other]) => compare(one, other))
    .map(([name, outcomes]) => `${[...outcomes].toSorted(compare).map(code).join(' or ')} on ${escape(name)}`);
  return `${allOf(texts)} in ${caseLink(judgement.scenario, first, base)}`;
}

function caseLink(scenario: Scenario, { case: theCase }: Evidence, base: string): string {
  return link(code(theCase.id), `${base}scenarios/${scenario.id}.md`);
}

function decisive({ evidence, verdict }: Judgement): Evidence[] {
  return evidence.filter((piece) => piece.verdict === verdict);
}
