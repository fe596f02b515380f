import type { Scenario } from '../scenario/case.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { nameGroups } from '../atlas/group-name.ts';
import { gapsText, notes } from './comparison.ts';
import { askedBy } from './econnreset-page.ts';
import { scenarioLink } from './scenario-link.ts';
import { concerned, groupAlike } from '../atlas/group.ts';
import { interestingSteps } from './interest.ts';
import { escape, table } from './markdown.ts';
import { emphasised, foldRows, stepsOf } from './row.ts';

const begin = '<!-- measured: written by npm run lab -- report -->';
const end = '<!-- end of measured -->';

/** The links that stand for AF_UNIX and TCP where there is room for little. */
const shown = new Set(['unix-pair', 'tcp4']);

/**
 * A text such as the README's with the table between its two markers made again from what is measured: the scenarios of the question that
 * the lab began with, for one link of each kind. A text without the markers stays as it is.
 */
export function withExcerpt(text: string, atlas: Atlas): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return text;
  return `${text.slice(0, from + begin.length)}\n\n${excerpt(atlas)}\n\n${text.slice(to)}`;
}

function excerpt(atlas: Atlas): string {
  const asked = askedBy(atlas)
    .map(small)
    .filter((scenario) => scenario.cases.length > 0);
  const cases = asked.flatMap((scenario) => scenario.cases);
  const groups = groupAlike(atlas, [...new Set(asked.flatMap((scenario) => concerned(atlas, scenario)))], cases);
  if (groups.length === 0) return 'Nothing is measured yet.';
  const parts = asked.map((scenario) => ({ scenario, cases: stepsOf(atlas, scenario, groups) }));
  const rows = parts.flatMap((part) => foldRows(part.scenario, part.cases, interestingSteps(part.scenario, atlas)));
  const body = rows.flatMap((row, place) =>
    row.steps.map((step, index) => [
      index === 0 && rows[place - 1]?.scenario !== row.scenario ? scenarioLink(row.scenario, 'reports/') : '',
      index === 0 ? (row.where === '' ? 'AF_UNIX, TCP' : row.where.replace('unix-pair', 'AF_UNIX').replace('tcp4', 'TCP')) : '',
      escape(step.label),
      ...emphasised(step),
    ]),
  );
  const gaps = gapsText(atlas, { groups, cases: parts.flatMap((part) => part.cases) }, 'reports/');
  return [table(['what happened', 'on', 'call', ...nameGroups(groups).map(escape)], body), gaps, notes(rows)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function small(scenario: Scenario): Scenario {
  return { ...scenario, cases: scenario.cases.filter((theCase) => shown.has(String(theCase.matrix['link']))) };
}
