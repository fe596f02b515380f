import { cellFor } from './atlas.ts';
import type { Atlas } from './atlas.ts';
import { onSystems } from './claim-text.ts';
import { casePartings } from './case-parting.ts';
import { comparisonTable, legend, notes } from './comparison.ts';
import { contradictionFindings, refutedFindings, scenarioLink, timingFindings, verdictCounts } from './finding.ts';
import { groupAlike } from './group.ts';
import type { Group } from './group.ts';
import { distinct } from './group-name.ts';
import { interestingSteps } from './interest.ts';
import type { Judgement } from './judge.ts';
import { bullets, escape, page, table } from './markdown.ts';
import { count, someOf } from './prose.ts';
import { foldRows, parts, whereText } from './row.ts';
import type { Row, RowStep } from './row.ts';
import type { Case, Scenario } from '../scenario/case.ts';
import { boundText, steadinessOf } from './steadiness.ts';
import { named } from './system.ts';
import { partings } from './parting.ts';
import { systemsTable } from './systems-table.ts';

/** `reports/README.md`: the findings in sentences, the comparison as tables, the list of systems. `hasAnswer` says whether there is `econnreset.md`. */
export function overviewPage(atlas: Atlas, judgements: readonly Judgement[], hasAnswer: boolean): string {
  const groups = groupAlike(atlas.subjects, atlas.cases);
  const rows = atlas.scenarios.flatMap((scenario) => foldRows(scenario, groups, shownLabels(scenario, atlas)));
  const alike = rows.filter((row) => !row.steps.some(parts));
  return page([
    '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
    '# What socket calls return when the peer goes away',
    coverageText(atlas),
    hasAnswer ? 'The question that it began with, answered from these measurements: [what does ECONNRESET mean?](econnreset.md)' : '',
    ...(atlas.subjects.length === 0 ? [] : ['## Findings', findings(atlas, judgements, rows, groups)]),
    ...(alike.length === rows.length
      ? ['## What the calls give']
      : ['## Where systems part', partedTable(rows, groups), '## Where they agree']),
    agreedTable(alike),
    notes(rows),
    '## Systems',
    'A container has the kernel of the machine that runs it. What is measured there is this kernel with the libc of the image.',
    systemsTable(atlas),
  ]);
}

function shownLabels(scenario: Scenario, atlas: Atlas): string[] {
  return interestingSteps(scenario, (theCase) => atlas.subjects.map((subject) => cellFor(subject, theCase)));
}

function coverageText(atlas: Atlas): string {
  const { subjects, scenarios, cases } = atlas;
  if (subjects.length === 0)
    return `${count(scenarios.length, 'scenario')} in ${count(cases.length, 'case')}, and nothing measured yet. Begin with \`npm run lab\`.`;
  let trials = 0;
  for (const subject of subjects) {
    for (const theCase of cases) {
      const cell = cellFor(subject, theCase);
      if (cell.state === 'measured') trials += cell.trials;
    }
  }
  const libcs = distinct(subjects, (subject) => named(subject.system.libc));
  return (
    `**${count(scenarios.length, 'scenario')}** in ${count(cases.length, 'case')}, measured on **${count(subjects.length, 'target')}** ` +
    `(${onSystems(subjects)}; ${escape(someOf(libcs, 6))}) in ${count(trials, 'trial')}.`
  );
}

function findings(atlas: Atlas, judgements: readonly Judgement[], rows: readonly Row[], groups: readonly Group[]): string {
  const sections: [string, string[]][] = [
    ['**Refuted:**', refutedFindings(atlas, judgements)],
    [groups.length === 1 ? agreementText(atlas) : '**Systems part:**', groups.length === 1 ? [''] : partings(rows, groups)],
    ['**Timing decides:**', timingFindings(atlas)],
    [`**One system gives different answers from case to case** (${onSystems(groups[0]?.members ?? [])}):`, casePartings(rows)],
    ['**Sources contradict each other:**', contradictionFindings(atlas)],
  ];
  const { fewest, measured, unsteady } = steadinessOf(atlas.subjects, atlas.cases);
  return page([
    ...sections.flatMap(([lead, lines]) => (lines.length === 0 ? [] : [lead, bullets(lines.filter((line) => line !== ''))])),
    judgements.length === 0 ? '' : verdictCounts(judgements),
    staleText(atlas),
    fewest === undefined
      ? ''
      : `In ${measured - unsteady.length} of ${count(measured, 'measured cell')} all trials agree. ${boundText(fewest)}`,
  ]).trimEnd();
}

function agreementText({ subjects }: Atlas): string {
  const kernels = distinct(subjects, ({ system }) => `${system.name} ${system.version}`);
  const limits =
    kernels.length === 1 && subjects.length > 1
      ? ` They share one kernel, ${onSystems(subjects)}, so this compares libcs and not kernels.`
      : '';
  return `**No system parts from another:** all that were measured give the same in every case.${limits}`;
}

function staleText({ subjects, cases }: Atlas): string {
  const stale = subjects.flatMap((subject) => cases.filter((theCase) => cellFor(subject, theCase).state === 'stale'));
  return stale.length === 0
    ? ''
    : `${count(stale.length, 'stored cell')} left out as stale: the scenario has changed since it was measured.`;
}

function partedTable(rows: readonly Row[], groups: readonly Group[]): string {
  const scenarios = [...new Set(rows.map((row) => row.scenario))];
  const parted = scenarios.flatMap((scenario) => {
    const own = rows.filter((row) => row.scenario === scenario);
    // Folded again: cases may part in the same way in these calls, and differ from each other in calls that all systems agree on.
    const labels = own.flatMap((row) => row.steps.filter(parts).map((step) => step.label));
    return foldRows(scenario, groups, labels)
      .map((row) => ({ ...row, steps: row.steps.filter(parts) }))
      .filter((row) => row.steps.length > 0);
  });
  return page([
    "Only the calls in which they part; a scenario's page has the whole sequence. Systems that behave alike everywhere share a column; its number of targets " +
      'is in brackets. Bold is what parts from most kernels.',
    comparisonTable(parted, groups),
    legend(groups, rows),
  ]).trimEnd();
}

function agreedTable(rows: readonly Row[]): string {
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
      merged[index - 1]?.scenario === scenario ? '' : scenarioLink(scenario),
      cases.length === scenario.cases.length ? 'all' : escape(whereText(scenario, cases)),
      text,
    ]),
  );
}

function stepText({ label, cells }: RowStep): string {
  const cell = cells.find((one) => one.seen !== undefined) ?? cells[0];
  return `${escape(label)} ${cell?.text ?? 'not run'}`;
}
