import type { Case, Scenario } from '../scenario/case.ts';
import { cellFor } from './atlas.ts';
import type { Atlas } from './atlas.ts';
import { concerned, groupAlike } from './group.ts';
import type { Group } from './group.ts';
import { interestingSteps } from './interest.ts';
import { foldRows, parts } from './row.ts';
import type { Row } from './row.ts';

/** A scenario as a short table shows it: systems that behave alike in it share a column, cases that do share a row. */
export interface View {
  scenario: Scenario;
  /** Of this scenario alone: fewer columns than if systems had to behave alike everywhere. */
  groups: Group[];
  /** With the steps that a short view shows. */
  rows: Row[];
  /** The cases in which systems part. */
  parted: Case[];
}

/** Looks at one scenario. */
export function viewOf(scenario: Scenario, atlas: Atlas): View {
  const groups = groupAlike(concerned(atlas.subjects, scenario), scenario.cases);
  const labels = interestingSteps(scenario, (theCase) => atlas.subjects.map((subject) => cellFor(subject, theCase)));
  const rows = foldRows(scenario, groups, labels);
  return { scenario, groups, rows, parted: rows.filter((row) => row.steps.some(parts)).flatMap((row) => row.cases) };
}
