import type { Case, Scenario } from '../scenario/case.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { concerned, groupAlike } from '../atlas/group.ts';
import type { Group } from '../atlas/group.ts';
import { nameGroups } from '../atlas/group-name.ts';
import { interestingSteps } from './interest.ts';
import { escape } from './markdown.ts';
import { differ, foldRows, stepsOf } from './row.ts';
import type { CaseSteps, Row } from './row.ts';

/** A scenario as tables show it: systems that behave alike in it share a column, cases that do share a row. */
export interface View {
  scenario: Scenario;
  /** Of this scenario alone: fewer columns than if systems had to behave alike everywhere. */
  groups: Group[];
  /** The groups' names, each the head of a column. Markdown. */
  titles: string[];
  /** What the groups return, case by case: to be folded into rows of whatever steps a table shows. */
  cases: CaseSteps[];
  /** With the steps that a short view shows. */
  rows: Row[];
  /** The cases in which systems differ. */
  differing: Case[];
}

/** Looks at one scenario. */
export function viewOf(scenario: Scenario, atlas: Atlas): View {
  const groups = groupAlike(atlas, concerned(atlas, scenario), scenario.cases);
  const cases = stepsOf(atlas, scenario, groups);
  const rows = foldRows(scenario, cases, interestingSteps(scenario, atlas));
  const titles = nameGroups(groups).map(escape);
  return { scenario, groups, titles, cases, rows, differing: rows.filter((row) => row.steps.some(differ)).flatMap((row) => row.cases) };
}
