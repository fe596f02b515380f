import type { Scenario } from '../scenario/case.ts';
import { withoutBytes } from '../atlas/bytes.ts';
import { scenarioLink } from './finding.ts';
import { escape } from '../pages/markdown.ts';
import { allOf, count } from '../prose.ts';
import { whereShort } from '../pages/where.ts';
import type { Row } from '../pages/row.ts';
import { outcomeOf } from '../atlas/tally.ts';

/** More lines than this hide the others; the tables have them all. */
const mostLines = 6;

/** A line with more characters than this is a table, and belongs into one. */
const mostText = 450;

/**
 * Where one and the same system does different things from case to case, such as AF_UNIX and TCP: a line of markdown for each scenario, about the
 * first call of which this is so on the largest group. Scenarios with more ways to end come first; a line says how many were left out.
 */
export function caseDifferences(rows: readonly Row[]): string[] {
  const scenarios = [...new Set(rows.map((row) => row.scenario))];
  const found = scenarios.flatMap((scenario) => {
    const own = rows.filter((row) => row.scenario === scenario);
    const labels = [...new Set(own.flatMap((row) => row.steps.map((step) => step.label)))];
    const candidates = labels.map((label) => ({ scenario, label, outcomes: outcomesOf(own, label) }));
    const most = Math.max(...candidates.map(({ outcomes }) => waysIn(outcomes)));
    const first = candidates.find(({ outcomes }) => waysIn(outcomes) === most);
    return first === undefined || most < 2 ? [] : [first];
  });
  const lines = found.toSorted((one, other) => waysIn(other.outcomes) - waysIn(one.outcomes)).map(line);
  const shown = lines.filter((text) => text.length <= mostText).slice(0, mostLines);
  return lines.length === shown.length
    ? shown
    : [...shown, `and in ${count(lines.length - shown.length, 'more scenario')}: see the tables of each group.`];
}

interface Outcomes {
  scenario: Scenario;
  label: string;
  outcomes: ReadonlyMap<string, { text: string; rows: Row[] }>;
}

/** How many ways there are to end, apart from how many bytes were moved, which value was asked for and whether a signal came along. */
function waysIn(outcomes: Outcomes['outcomes']): number {
  return new Set(
    [...outcomes.keys()].map((outcome) =>
      withoutBytes(outcome)
        .replace(/\+.*/, '')
        .replace(/^[0-9]+$/, 'success'),
    ),
  ).size;
}

/** What the largest group returns in a step, with the rows in which it does. */
function outcomesOf(rows: readonly Row[], label: string): Map<string, { text: string; rows: Row[] }> {
  const found = new Map<string, { text: string; rows: Row[] }>();
  for (const row of rows) {
    const cell = row.steps.find((step) => step.label === label)?.cells[0];
    if (cell?.seen === undefined) continue;
    const outcome = outcomeOf(cell.seen);
    const same = found.get(outcome) ?? { text: cell.text, rows: [] };
    same.rows.push(row);
    found.set(outcome, same);
  }
  return found;
}

function line({ scenario, label, outcomes }: Outcomes): string {
  const parts = [...outcomes.values()].map(({ text, rows }) => {
    const cases = scenario.cases.filter((theCase) => rows.some((row) => row.cases.includes(theCase)));
    return `${text} (${escape(whereShort(scenario, cases))})`;
  });
  return `${scenarioLink(scenario)}: *${escape(label)}* returns ${allOf(parts)}.`;
}
