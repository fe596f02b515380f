import type { Case, Scenario } from '../scenario/case.ts';
import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { tallyAt } from '../atlas/cell.ts';
import { compare } from '../atlas/order.ts';
import type { System } from '../atlas/system.ts';
import type { Cell } from '../atlas/cell.ts';
import type { Group } from '../atlas/group.ts';
import { casesOf } from '../findings/judge.ts';
import { escape } from './markdown.ts';
import { seenText } from './seen.ts';
import { selects } from '../atlas/select.ts';
import { outcomeOf, ranked, sumOf } from '../atlas/tally.ts';
import type { Tally } from '../atlas/tally.ts';
import { whereText } from './where.ts';

/** Cases of one scenario that return the same in every group, step by step. They share a row, or on a scenario's page a table. */
export interface Row {
  scenario: Scenario;
  cases: Case[];
  /** What the cases have in common, as markdown; empty if they are all the scenario has. */
  where: string;
  /** One entry for each label asked for that the cases have. */
  steps: RowStep[];
}

/** One step of a row's cases. */
export interface RowStep {
  label: string;
  /** One entry for each group. */
  cells: RowCell[];
}

/** What the members of a group have seen, or why there is nothing to show. */
interface RowCell {
  /** Undefined if no member measured it. */
  seen: Tally | undefined;
  /** Markdown, never empty. */
  text: string;
}

/** Folds a scenario's cases into rows, in the order of each row's first case. Only the steps with these labels are compared and shown. */
export function foldRows(atlas: Atlas, scenario: Scenario, groups: readonly Group[], labels: readonly string[]): Row[] {
  const shown = showings(atlas, scenario);
  const folded = new Map<string, Case[]>();
  for (const theCase of scenario.cases) {
    const key = JSON.stringify(
      shownSteps(theCase, labels).map((label) => [label, groups.map((group) => likeness(shown(group, theCase), label))]),
    );
    folded.set(key, [...(folded.get(key) ?? []), theCase]);
  }
  return [...folded.values()].map((cases) => ({
    scenario,
    cases,
    where: cases.length === scenario.cases.length ? '' : escape(whereText(scenario, cases)),
    steps: (cases[0] === undefined ? [] : shownSteps(cases[0], labels)).map((label) => ({
      label,
      cells: groups.map((group) =>
        rowCell(
          cases.flatMap((theCase) => shown(group, theCase)),
          label,
        ),
      ),
    })),
  }));
}

/** Whether the groups that measured a step have seen different things in it, other than by chance or back-to-back. */
export function differ(step: RowStep): boolean {
  return new Set(step.cells.flatMap(({ seen }) => (seen === undefined ? [] : [outcomeOf(seen)]))).size > 1;
}

/** The cells of a step as markdown. Where groups differ, what is not most kernels return is bold. */
export function emphasised(step: RowStep, groups: readonly Group[]): string[] {
  const usual = differ(step) ? usualOutcome(step, groups) : undefined;
  return step.cells.map(({ seen, text }) =>
    seen !== undefined && usual !== undefined && outcomeOf(seen) !== usual ? `**${text}**` : text,
  );
}

/**
 * What most kernels return in a step. Each kernel name has one vote, divided between what its targets return: twelve Linux images would outvote every
 * other system. Equal votes go to what more targets return.
 */
function usualOutcome(step: RowStep, groups: readonly Group[]): string | undefined {
  const measured = groups.flatMap((group, index) => {
    const seen = step.cells[index]?.seen;
    return seen === undefined ? [] : group.members.map((member) => ({ name: member.identity.name, outcome: outcomeOf(seen) }));
  });
  const votes = new Map<string, number>();
  for (const { name, outcome } of measured) {
    const share = 1 / measured.filter((one) => one.name === name).length;
    votes.set(outcome, (votes.get(outcome) ?? 0) + share + 1e-6);
  }
  return ranked(votes)[0]?.[0];
}

function shownSteps(theCase: Case, labels: readonly string[]): string[] {
  return theCase.steps.map((step) => step.label).filter((label) => labels.includes(label));
}

/** What members of a group saw in a case, or why they saw nothing: distinct cells, each with the members that have it. */
interface Showing {
  scenario: Scenario;
  case: Case;
  cell: Cell;
  members: System[];
}

/** Looks up what the members of a group saw in a case, once for all steps. */
function showings(atlas: Atlas, scenario: Scenario): (group: Group, theCase: Case) => Showing[] {
  const known = new Map<Group, { members: ReadonlySet<System>; byCase: Map<Case, Showing[]> }>();
  return (group, theCase) => {
    const ofGroup = known.get(group) ?? { members: new Set(group.members), byCase: new Map<Case, Showing[]>() };
    known.set(group, ofGroup);
    const found =
      ofGroup.byCase.get(theCase) ??
      outcomeIn(atlas, theCase).cells.flatMap((cell) => {
        const members = cell.systems.filter((system) => ofGroup.members.has(system));
        return members.length === 0 ? [] : [{ scenario, case: theCase, cell, members }];
      });
    ofGroup.byCase.set(theCase, found);
    return found;
  };
}

/** Equal for cells that are worth one row: which outcomes there are, not how often, since that is chance. */
function likeness(shown: readonly Showing[], label: string): string {
  const [backToBack, settled] = [new Set<string>(), new Set<string>()];
  for (const { cell, case: theCase } of shown) {
    if (cell.state !== 'measured' && cell.state !== 'unsupported') continue;
    const step = stepOf(theCase, label);
    for (const { pacing, outcomes } of cell.answers) {
      const outcome = outcomes[step];
      if (outcome !== undefined) (pacing === 'settled' ? settled : backToBack).add(outcome);
    }
  }
  const decisive = settled.size > 0 ? settled : backToBack;
  if (decisive.size === 0) return rowCell(shown, label).text;
  return JSON.stringify([[...decisive].toSorted(compare), settled.size > 0 && [...backToBack].some((outcome) => !settled.has(outcome))]);
}

/** The steps of cases by their labels: asked for again and again while rows are folded. */
const stepsByLabel = new WeakMap<Case, Map<string, number>>();

/** Where in a case the step with this label is, from 0; -1 if there is none. */
function stepOf(theCase: Case, label: string): number {
  const known = stepsByLabel.get(theCase) ?? new Map(theCase.steps.map((step, index) => [step.label, index]));
  stepsByLabel.set(theCase, known);
  return known.get(label) ?? -1;
}

function rowCell(shown: readonly Showing[], label: string): RowCell {
  const tallies: [Tally, number][] = [];
  const words = new Set<string>();
  for (const showing of shown) {
    const tally = tallyAt(showing.cell, stepOf(showing.case, label));
    if (tally !== undefined) tallies.push([tally, showing.members.length]);
    else for (const system of showing.members) words.add(stateText(showing, system, label));
  }
  if (tallies.length === 0) return { seen: undefined, text: [...words].toSorted(compare).join('; ') };
  const seen = sumOf(tallies);
  return { seen, text: seenText(seen) };
}

function stateText(showing: Showing, system: System, label: string): string {
  const { cell } = showing;
  switch (cell.state) {
    case 'measured':
      return 'not reached';
    case 'unsupported':
      // Measured, so no claim has a place here.
      return escape(`unsupported: ${cell.what}`);
    case 'setup failed':
      return escape(`setup failed: ${cell.what}`) + claimedText(showing, system, label);
    case 'inconclusive':
      return escape(`inconclusive: ${cell.why}`) + claimedText(showing, system, label);
    case 'stale':
    case 'not run':
      return cell.state + claimedText(showing, system, label);
    default:
      return cell satisfies never;
  }
}

/** What is claimed of a cell that was not measured. It is marked as such and never counted as seen. */
function claimedText({ scenario, case: theCase }: Showing, system: System, label: string): string {
  return scenario.claims
    .filter((claim) => claim.of.includes(label) && casesOf(claim, scenario).includes(theCase) && selects(claim.on, system.identity))
    .map((claim) => `, claimed: ${escape(claim.outcome.join(' or '))} (${escape(claim.source)})`)
    .join('');
}
