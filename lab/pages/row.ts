import type { Case, Scenario } from '../scenario/case.ts';
import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { returnedAt } from '../atlas/cell.ts';
import type { Cell } from '../atlas/cell.ts';
import type { Group } from '../atlas/group.ts';
import { compare } from '../atlas/order.ts';
import { selects } from '../atlas/select.ts';
import type { System } from '../atlas/system.ts';
import { outcomeOf } from '../atlas/tally.ts';
import type { Returned } from '../atlas/tally.ts';
import { casesOf } from '../findings/judge.ts';
import { escape } from './markdown.ts';
import { seenText } from './seen.ts';
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
  seen: Returned | undefined;
  /** Markdown, never empty. */
  text: string;
}

/** A case and what each group returns at each of its steps. */
export interface CaseSteps {
  case: Case;
  steps: RowStep[];
}

/** Looks up what each group returns in each case of a scenario: once for all tables that show some of it. */
export function stepsOf(atlas: Atlas, scenario: Scenario, groups: readonly Group[]): CaseSteps[] {
  const groupOf: number[] = [];
  for (const [index, { members }] of groups.entries()) for (const member of members) groupOf[member.index] = index;
  return scenario.cases.map((theCase) => {
    const showings = groups.map((): Showing[] => []);
    for (const cell of outcomeIn(atlas, theCase).cells) {
      const members = new Map<number, System[]>();
      for (const system of cell.systems) {
        const group = groupOf[system.index];
        if (group !== undefined) members.set(group, [...(members.get(group) ?? []), system]);
      }
      for (const [group, own] of members) showings[group]?.push({ scenario, case: theCase, cell, members: own });
    }
    const steps = theCase.steps.map(({ label }, step) => ({ label, cells: showings.map((shown) => rowCell(shown, step, label)) }));
    return { case: theCase, steps };
  });
}

/** Folds a scenario's cases into rows, in the order of each row's first case. Only the steps with these labels are compared and shown. */
export function foldRows(scenario: Scenario, cases: readonly CaseSteps[], labels: readonly string[]): Row[] {
  const wanted = new Set(labels);
  const folded = new Map<string, CaseSteps[]>();
  for (const one of cases) {
    const steps = one.steps.filter(({ label }) => wanted.has(label));
    const key = steps.map(({ label, cells }) => `${label}\n${cells.map(({ text }) => text).join('\n')}`).join('\n\n');
    const same = folded.get(key);
    if (same === undefined) folded.set(key, [{ case: one.case, steps }]);
    else same.push({ case: one.case, steps });
  }
  return [...folded.values()].map((alike) => ({
    scenario,
    cases: alike.map((one) => one.case),
    where:
      alike.length === scenario.cases.length
        ? ''
        : escape(
            whereText(
              scenario,
              alike.map((one) => one.case),
            ),
          ),
    steps: alike[0]?.steps ?? [],
  }));
}

/** Whether the groups that measured a step have seen different things in it, other than by chance or back-to-back. */
export function differ(step: RowStep): boolean {
  return new Set(step.cells.flatMap(({ seen }) => (seen === undefined ? [] : [outcomeOf(seen)]))).size > 1;
}

/** The cells of a step as markdown. What differs from the first group that measured the step is bold. */
export function emphasised(step: RowStep): string[] {
  const first = step.cells.find(({ seen }) => seen !== undefined)?.seen;
  const usual = first === undefined ? undefined : outcomeOf(first);
  return step.cells.map(({ seen, text }) =>
    seen !== undefined && usual !== undefined && outcomeOf(seen) !== usual ? `**${text}**` : text,
  );
}

/** What members of a group saw in a case, or why they saw nothing: distinct cells, each with the members that have it. */
interface Showing {
  scenario: Scenario;
  case: Case;
  cell: Cell;
  members: System[];
}

function rowCell(shown: readonly Showing[], step: number, label: string): RowCell {
  const seen = shown.flatMap(({ cell }) => returnedAt(cell, step) ?? []);
  const [only] = seen;
  if (only === undefined) {
    const words = new Set(shown.flatMap((showing) => stateTexts(showing, label)));
    return { seen: undefined, text: [...words].toSorted(compare).join('; ') };
  }
  if (seen.every((one) => one === only)) return cellOf(only);
  const together = union(seen);
  return { seen: together, text: seenText(together) };
}

/** A step that returns one thing everywhere is the same object wherever it does. */
function cellOf(seen: Returned): RowCell {
  const cell = knownCells.get(seen) ?? { seen, text: seenText(seen) };
  knownCells.set(seen, cell);
  return cell;
}

const knownCells = new WeakMap<Returned, RowCell>();

function union(all: readonly Returned[]): Returned {
  const together = { 'back-to-back': new Set<string>(), settled: new Set<string>() };
  for (const one of all) {
    for (const outcome of one['back-to-back'].keys()) together['back-to-back'].add(outcome);
    for (const outcome of one.settled.keys()) together.settled.add(outcome);
  }
  return together;
}

/** Why these members have nothing to show: what is so of a cell, and where that is no answer, what is claimed of each member. */
function stateTexts(showing: Showing, label: string): string[] {
  const { cell } = showing;
  switch (cell.state) {
    case 'measured':
      return ['not reached'];
    case 'unsupported':
      // Measured, so no claim has a place here.
      return [escape(`unsupported: ${cell.what}`)];
    case 'setup failed':
      return claimedTexts(showing, label).map((claimed) => escape(`setup failed: ${cell.what}`) + claimed);
    case 'inconclusive':
      return claimedTexts(showing, label).map((claimed) => escape(`inconclusive: ${cell.why}`) + claimed);
    case 'stale':
    case 'not run':
      return claimedTexts(showing, label).map((claimed) => cell.state + claimed);
    default:
      return cell satisfies never;
  }
}

/** What is claimed of a cell that was not measured, member by member. It is marked as such and never counted as seen. */
function claimedTexts({ scenario, case: theCase, members }: Showing, label: string): string[] {
  const claims = scenario.claims.filter((claim) => claim.of.includes(label) && casesOf(claim, scenario).includes(theCase));
  if (claims.length === 0) return [''];
  return members.map(({ identity }) =>
    claims
      .filter((claim) => selects(claim.on, identity))
      .map((claim) => `, claimed: ${escape(claim.outcome.join(' or '))} (${escape(claim.source)})`)
      .join(''),
  );
}
