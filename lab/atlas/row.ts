import type { Case, Scenario } from '../scenario/case.ts';
import { cellFor, compare } from './atlas.ts';
import type { Subject } from './atlas.ts';
import type { Cell } from './cell.ts';
import type { Group } from './group.ts';
import { casesOf } from '../findings/judge.ts';
import { escape } from '../pages/markdown.ts';
import { seenText } from './seen.ts';
import { selects } from './select.ts';
import { essenceOf, outcomesOf, ranked, sumOf, trialsIn } from './tally.ts';
import type { Tally } from './tally.ts';
import { whereText } from '../pages/where.ts';

/** Cases of one scenario that give the same in every group, step by step. They share a row, or on a scenario's page a table. */
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
export function foldRows(scenario: Scenario, groups: readonly Group[], labels: readonly string[]): Row[] {
  const folded = new Map<string, Case[]>();
  for (const theCase of scenario.cases) {
    const key = JSON.stringify(
      shownSteps(theCase, labels).map((label) => [label, groups.map((group) => likeness(group, scenario, theCase, label))]),
    );
    folded.set(key, [...(folded.get(key) ?? []), theCase]);
  }
  return [...folded.values()].map((cases) => ({
    scenario,
    cases,
    where: cases.length === scenario.cases.length ? '' : escape(whereText(scenario, cases)),
    steps: (cases[0] === undefined ? [] : shownSteps(cases[0], labels)).map((label) => ({
      label,
      cells: groups.map((group) => rowCell(group, scenario, cases, label)),
    })),
  }));
}

/** Whether the groups that measured a step have seen different things in it, other than by chance or back-to-back. */
export function parts(step: RowStep): boolean {
  return new Set(step.cells.flatMap(({ seen }) => (seen === undefined ? [] : [essenceOf(seen)]))).size > 1;
}

/** The cells of a step as markdown. Where groups part, what is not what most kernels give is bold. */
export function emphasised(step: RowStep, groups: readonly Group[]): string[] {
  const usual = parts(step) ? commonestEssence(step, groups) : undefined;
  return step.cells.map(({ seen, text }) =>
    seen !== undefined && usual !== undefined && essenceOf(seen) !== usual ? `**${text}**` : text,
  );
}

/**
 * What most kernels give in a step. Each kernel name has one vote, divided between what its targets give: twelve Linux images would outvote every
 * other system. Equal votes go to what more targets give.
 */
function commonestEssence(step: RowStep, groups: readonly Group[]): string | undefined {
  const measured = groups.flatMap((group, index) => {
    const seen = step.cells[index]?.seen;
    return seen === undefined ? [] : group.members.map((member) => ({ name: member.system.name, essence: essenceOf(seen) }));
  });
  const votes = new Map<string, number>();
  for (const { name, essence } of measured) {
    const share = 1 / measured.filter((one) => one.name === name).length;
    votes.set(essence, (votes.get(essence) ?? 0) + share + 1e-6);
  }
  return ranked(votes)[0]?.[0];
}

function shownSteps(theCase: Case, labels: readonly string[]): string[] {
  return theCase.steps.map((step) => step.label).filter((label) => labels.includes(label));
}

/** Equal for cells that are worth one row: which outcomes there are, not how often, since that is chance. */
function likeness(group: Group, scenario: Scenario, theCase: Case, label: string): string {
  const { seen, text } = rowCell(group, scenario, [theCase], label);
  return seen === undefined ? text : JSON.stringify([essenceOf(seen), outcomesOf(seen).length > 1]);
}

function rowCell(group: Group, scenario: Scenario, cases: readonly Case[], label: string): RowCell {
  const tallies: Tally[] = [];
  const words = new Set<string>();
  for (const subject of group.members) {
    for (const theCase of cases) {
      const index = theCase.steps.findIndex((step) => step.label === label);
      const cell = cellFor(subject, theCase);
      const tally = cell.state === 'measured' || cell.state === 'unsupported' ? cell.steps[index] : undefined;
      if (tally !== undefined && trialsIn(tally) > 0) tallies.push(tally);
      else words.add(stateText(scenario, subject, theCase, label, cell));
    }
  }
  if (tallies.length === 0) return { seen: undefined, text: [...words].toSorted(compare).join('; ') };
  const seen = sumOf(tallies);
  return { seen, text: seenText(seen) };
}

function stateText(scenario: Scenario, subject: Subject, theCase: Case, label: string, cell: Cell): string {
  switch (cell.state) {
    case 'measured':
      return 'not reached';
    case 'unsupported':
      // Measured, so no claim has a place here.
      return escape(`unsupported: ${cell.what}`);
    case 'setup failed':
      return escape(`setup failed: ${cell.what}`) + claimedText(scenario, subject, theCase, label);
    case 'inconclusive':
      return escape(`inconclusive: ${cell.why}`) + claimedText(scenario, subject, theCase, label);
    case 'stale':
    case 'not run':
      return cell.state + claimedText(scenario, subject, theCase, label);
    default:
      return cell satisfies never;
  }
}

/** What is claimed of a cell that was not measured. It is marked as such and never counted as seen. */
function claimedText(scenario: Scenario, subject: Subject, theCase: Case, label: string): string {
  return scenario.claims
    .filter((claim) => claim.of.includes(label) && casesOf(claim, scenario).includes(theCase) && selects(claim.on, subject.system))
    .map((claim) => `, claimed: ${escape(claim.outcome.join(' or '))} (${escape(claim.source)})`)
    .join('');
}
