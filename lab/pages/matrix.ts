import type { Case, Scenario } from '../scenario/case.ts';
import { notes } from './comparison.ts';
import { scenarioLink } from './scenario-link.ts';
import { escape, table } from './markdown.ts';
import { emphasised, foldRows, differ } from './row.ts';
import { whereText } from './where.ts';
import type { Row, RowStep } from './row.ts';
import type { View } from './view.ts';

/**
 * The comparison of some scenarios, as parts of a page: where systems differ a table for each scenario, with a column for each group of systems that
 * behave alike in it; where they agree one table for all. `level` is that of the headings. `base` leads from the page to `reports/`.
 */
export function matrixParts(views: readonly View[], level: '##' | '###', base = ''): string[] {
  const differing = views.filter((view) => view.differing.length > 0);
  const agreed = views.flatMap(({ rows }) => rows.filter((row) => !row.steps.some(differ)));
  return [
    ...(differing.length === 0
      ? []
      : [
          `${level} Calls in which systems differ`,
          'Only the calls in which they differ; a scenario’s page has the whole sequence. Bold is what differs from the first column.',
          ...differing.flatMap((view) => [`${level}# ${scenarioLink(view.scenario, base)}`, differencesTable(view)]),
          `${level} Calls in which they agree`,
        ]),
    agreedTable(agreed, base),
    notes(views.flatMap(({ rows }) => rows)),
  ];
}

/** All rows of one scenario, or those of its rows and steps in which systems differ. Markdown. */
function viewTable({ titles }: View, rows: readonly Row[]): string {
  const body = rows.flatMap((row) =>
    row.steps.map((step, index) => [index > 0 ? '' : row.where === '' ? 'all' : row.where, escape(step.label), ...emphasised(step)]),
  );
  return table(['case', 'call', ...titles], body);
}

function differencesTable(view: View): string {
  const { scenario, cases, rows } = view;
  // Folded again: systems may differ in the same way in several cases in these calls, while the cases differ in calls that all systems agree on.
  const labels = rows.flatMap((row) => row.steps.filter(differ).map((step) => step.label));
  const differing = foldRows(scenario, cases, labels)
    .map((row) => ({ ...row, steps: row.steps.filter(differ) }))
    .filter((row) => row.steps.length > 0);
  return viewTable(view, differing);
}

function agreedTable(rows: readonly Row[], base: string): string {
  if (rows.length === 0) return 'Nowhere.';
  const alike = new Map<string, { scenario: Scenario; cases: Case[]; text: string }>();
  for (const { scenario, cases, steps } of rows) {
    // Rows can differ only in who lacks what. Here it matters what it returns where there is it.
    const text = steps.map(stepText).join(', ');
    const same = alike.get(`${scenario.id} ${text}`) ?? { scenario, cases: [], text };
    same.cases.push(...cases);
    alike.set(`${scenario.id} ${text}`, same);
  }
  const merged = [...alike.values()];
  return table(
    ['scenario', 'case', 'what the calls return, in order'],
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
