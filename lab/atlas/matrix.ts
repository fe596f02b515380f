import type { Case, Scenario } from '../scenario/case.ts';
import { columnTitles, notes } from './comparison.ts';
import { scenarioLink } from '../findings/finding.ts';
import { escape, table } from '../pages/markdown.ts';
import { emphasised, foldRows, parts } from './row.ts';
import { whereText } from '../pages/where.ts';
import type { Row, RowStep } from './row.ts';
import type { View } from './view.ts';

/**
 * The comparison of some scenarios, as parts of a page: where systems part a table for each scenario, with a column for each group of systems that
 * behave alike in it; where they agree one table for all. `level` is that of the headings. `base` leads from the page to `reports/`.
 */
export function matrixParts(views: readonly View[], level: '##' | '###', base = ''): string[] {
  const parting = views.filter(({ parted }) => parted.length > 0);
  const agreed = views.flatMap(({ rows }) => rows.filter((row) => !row.steps.some(parts)));
  return [
    ...(parting.length === 0
      ? []
      : [
          `${level} Calls in which systems part`,
          'Only the calls in which they part; a scenario’s page has the whole sequence, and says which targets a column stands for. Their number is ' +
            'in brackets. Bold is what parts from most kernels.',
          ...parting.flatMap((view) => [`${level}# ${scenarioLink(view.scenario, base)}`, partedTable(view)]),
          `${level} Calls in which they agree`,
        ]),
    agreedTable(agreed, base),
    notes(views.flatMap(({ rows }) => rows)),
  ];
}

/** All rows of one scenario, or those of its rows and steps in which systems part. Markdown. */
export function viewTable({ groups }: View, rows: readonly Row[]): string {
  const body = rows.flatMap((row) =>
    row.steps.map((step, index) => [
      index > 0 ? '' : row.where === '' ? 'all' : row.where,
      escape(step.label),
      ...emphasised(step, groups),
    ]),
  );
  return table(['case', 'call', ...columnTitles(groups)], body);
}

function partedTable(view: View): string {
  const { scenario, groups, rows } = view;
  // Folded again: cases may part in the same way in these calls, and differ from each other in calls that all systems agree on.
  const labels = rows.flatMap((row) => row.steps.filter(parts).map((step) => step.label));
  const parted = foldRows(scenario, groups, labels)
    .map((row) => ({ ...row, steps: row.steps.filter(parts) }))
    .filter((row) => row.steps.length > 0);
  return viewTable(view, parted);
}

function agreedTable(rows: readonly Row[], base: string): string {
  if (rows.length === 0) return 'Nowhere.';
  const alike = new Map<string, { scenario: Scenario; cases: Case[]; text: string }>();
  for (const { scenario, cases, steps } of rows) {
    // Rows can differ only in who lacks what. Here it matters what those give that have it.
    const text = steps.map(stepText).join(', ');
    const same = alike.get(`${scenario.id} ${text}`) ?? { scenario, cases: [], text };
    same.cases.push(...cases);
    alike.set(`${scenario.id} ${text}`, same);
  }
  const merged = [...alike.values()];
  return table(
    ['scenario', 'case', 'what the calls give, in order'],
    merged.map(({ scenario, cases, text }, index) => [
      merged[index - 1]?.scenario === scenario ? '' : scenarioLink(scenario, base),
      cases.length === scenario.cases.length ? 'all' : escape(whereText(scenario, cases)),
      text,
    ]),
  );
}

function stepText({ label, cells }: RowStep): string {
  const cell = cells.find((one) => one.seen !== undefined) ?? cells[0];
  return `${escape(label)} ${cell?.text ?? 'not run'}`;
}
