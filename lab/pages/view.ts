import type { Case, Scenario } from '../scenario/case.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { concerned, groupAlike } from '../atlas/group.ts';
import type { Group } from '../atlas/group.ts';
import { interestingSteps } from './interest.ts';
import { differ, foldRows } from './row.ts';
import type { Row } from './row.ts';

/** A scenario as a short table shows it: systems that behave alike in it share a column, cases that do share a row. */
export interface View {
  scenario: Scenario;
  /** Of this scenario alone: fewer columns than if systems had to behave alike everywhere. */
  groups: Group[];
  /** With the steps that a short view shows. */
  rows: Row[];
  /** The cases in which systems differ. */
  differing: Case[];
}

/** Looks at one scenario. */
export function viewOf(scenario: Scenario, atlas: Atlas): View {
  const groups = groupAlike(atlas, concerned(atlas, scenario), scenario.cases);
  const rows = foldRows(atlas, scenario, groups, interestingSteps(scenario, atlas));
  return { scenario, groups, rows, differing: rows.filter((row) => row.steps.some(differ)).flatMap((row) => row.cases) };
}
