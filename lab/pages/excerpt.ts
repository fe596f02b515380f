import type { Scenario } from '../scenario/case.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { columnTitles, legend, notes } from './comparison.ts';
import { askedBy } from './econnreset-page.ts';
import { scenarioLink } from '../findings/finding.ts';
import { concerned, groupAlike } from '../atlas/group.ts';
import { interestingSteps } from './interest.ts';
import { escape, table } from './markdown.ts';
import { emphasised, foldRows } from './row.ts';

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
  const rows = asked.flatMap((scenario) => {
    const labels = interestingSteps(scenario, atlas);
    return foldRows(atlas, scenario, groups, labels);
  });
  const body = rows.flatMap((row, place) =>
    row.steps.map((step, index) => [
      index === 0 && rows[place - 1]?.scenario !== row.scenario ? scenarioLink(row.scenario, 'reports/') : '',
      index === 0 ? (row.where === '' ? 'AF_UNIX, TCP' : row.where.replace('unix-pair', 'AF_UNIX').replace('tcp4', 'TCP')) : '',
      escape(step.label),
      ...emphasised(step, groups),
    ]),
  );
  return [table(['what happened', 'on', 'call', ...columnTitles(groups)], body), legend(atlas, groups, rows), notes(rows)].join('\n\n');
}

function small(scenario: Scenario): Scenario {
  return { ...scenario, cases: scenario.cases.filter((theCase) => shown.has(String(theCase.matrix['link']))) };
}
