import { basename } from 'node:path';
import { cellFor } from '../atlas/atlas.ts';
import type { Atlas, Subject } from '../atlas/atlas.ts';
import { claimedLines } from '../findings/claimed-only.ts';
import { claimAndNote, evidenceText, sourceLink, verdictText } from './claim-text.ts';
import { columnTitles, legend, notes } from '../atlas/comparison.ts';
import { concerned, groupAlike } from '../atlas/group.ts';
import type { Group } from '../atlas/group.ts';
import { byVerdict, type Judgement } from '../findings/judge.ts';
import { bullets, code, escape, link, page, table } from './markdown.ts';
import { allOf, anyOf, count, someOf } from './prose.ts';
import { emphasised, foldRows } from '../atlas/row.ts';
import { whereText } from './where.ts';
import type { Row } from '../atlas/row.ts';
import { boundText, steadinessOf } from '../atlas/steadiness.ts';
import { numberedSteps, stepsList } from './steps-list.ts';
import type { Scenario } from '../scenario/case.ts';
import { sentenceOf } from '../atlas/system.ts';

/** `reports/scenarios/<id>.md`: the question, the steps, what each system gave, what sources say of it. */
export function scenarioPage(scenario: Scenario, atlas: Atlas, judgements: readonly Judgement[]): string {
  const subjects = concerned(atlas.subjects, scenario);
  const groups = groupAlike(subjects, scenario.cases);
  const labels = numberedSteps(scenario).map(({ label }) => label);
  const rows = foldRows(scenario, groups, labels);
  const own = judgements.filter((judgement) => judgement.scenario === scenario);
  const claimed = claimedLines(scenario, atlas, own);
  return page([
    `<!-- Generated from ${fileOf(scenario)} and reports/results/ by: npm run lab -- report. Do not edit. -->`,
    `# ${escape(scenario.title)}`,
    escape(scenario.question),
    scenario.why === undefined ? '' : escape(scenario.why),
    scenario.links.length === 0
      ? ''
      : `See also: ${allOf(scenario.links.map((address) => link(escape(address.replace(/^https?:\/\//, '')), address)))}`,
    '## Steps',
    stepsList(scenario),
    matrixText(scenario),
    '## What the calls return',
    ...(groups.length === 0
      ? ['Nothing is measured yet.']
      : [...outcomeParts(rows, groups), legend(groups, rows), notRunText(atlas, subjects), notes(rows)]),
    ...steadinessParts(scenario, atlas),
    ...(claimed.length === 0
      ? []
      : ['## Claimed, not measured', 'Nobody has measured these systems yet. What is said of them fills no cell.', bullets(claimed)]),
    ...(own.length === 0 ? [] : ['## What sources say', claimsTable(own, atlas)]),
    '## Reproduce',
    `\`\`\`sh\nnpm run lab -- run ${scenario.id} --on native\n\`\`\``,
    `The scenario is ${link(code(fileOf(scenario)), `../../${fileOf(scenario)}`)}. Back to [all findings](../README.md).`,
  ]);
}

function matrixText(scenario: Scenario): string {
  const lines = Object.entries(scenario.matrix).map(
    ([dimension, values]) => `${code(`$${dimension}`)} is ${anyOf(values.map((value) => code(String(value))))}`,
  );
  const excluded = scenario.excluded.map((one) => {
    const choice = Object.entries(one.with).map(([dimension, value]) => `${code(`$${dimension}`)} = ${code(String(value))}`);
    return `left out: ${allOf(choice)}. ${escape(one.reason)}`;
  });
  return bullets([...lines, ...excluded]);
}

/** Where systems agree, the cases that differ stand side by side, if they fit; else there is a table for each, with the systems side by side. */
function outcomeParts(rows: readonly Row[], groups: readonly Group[]): string[] {
  const [first] = rows;
  const width = rows.reduce((sum, row) => sum + Math.min(row.where.length, 60), 0);
  if (first === undefined || groups.length > 1 || rows.length < 2 || width > mostWidth) return rows.flatMap((row) => rowParts(row, groups));
  const body = numberedSteps(first.scenario).map(({ number, label }) => [
    `${number}`,
    escape(label),
    ...rows.map((row) => row.steps.find((step) => step.label === label)?.cells[0]?.text ?? '–'),
  ]);
  return [`On ${columnTitles(groups).join('')}:`, table(['step', 'call', ...rows.map((row) => row.where)], body)];
}

/** Characters of all headings together with which a table of cases is still seen at once. */
const mostWidth = 240;

function rowParts(row: Row, groups: readonly Group[]): string[] {
  const numbers = new Map(numberedSteps(row.scenario).map(({ number, label }) => [label, number]));
  const body = row.steps.map((step) => [`${numbers.get(step.label)}`, escape(step.label), ...emphasised(step, groups)]);
  return [row.where === '' ? '' : `### ${row.where}`, table(['step', 'call', ...columnTitles(groups)], body)];
}

function steadinessParts(scenario: Scenario, atlas: Atlas): string[] {
  const { unsteady, fewest, measured } = steadinessOf(atlas.subjects, scenario.cases);
  if (measured === 0) return [];
  const steady = measured - unsteady.length;
  const agreement =
    fewest === undefined
      ? ''
      : `${steady === measured ? 'In every measured cell' : `In ${steady} of ${count(measured, 'measured cell')}`} all trials agree. ${boundText(fewest)}`;
  const groups = new Map<string, typeof unsteady>();
  for (const cell of unsteady) {
    const key = `${cell.subject.id} ${cell.determinism}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  const lines = [...groups.values()].flatMap((cells) => {
    const [first] = cells;
    if (first === undefined) return [];
    const cases = cells.map((cell) => cell.case);
    const where = cases.length === scenario.cases.length ? 'everything' : escape(whereText(scenario, cases));
    return [`${code(first.subject.id)} (${escape(sentenceOf(first.subject.system))}): ${where} ${first.determinism}`];
  });
  return ['## How steady it is', agreement, bullets(lines), lostText(scenario, atlas)];
}

function notRunText(atlas: Atlas, subjects: readonly Subject[]): string {
  const others = atlas.subjects.filter((subject) => !subjects.includes(subject));
  return others.length === 0
    ? ''
    : `Not run on ${someOf(
        others.map(({ id }) => code(id)),
        6,
      )}.`;
}

function lostText(scenario: Scenario, atlas: Atlas): string {
  const lines = atlas.subjects.flatMap((subject) =>
    scenario.cases.flatMap((theCase) => {
      const cell = cellFor(subject, theCase);
      if (cell.state !== 'measured' || cell.lost === undefined) return [];
      return [`${code(theCase.id)} on ${code(subject.id)}: ${count(cell.lost.trials, 'trial')} lost, ${escape(cell.lost.why)}`];
    }),
  );
  return bullets(lines);
}

function claimsTable(judgements: readonly Judgement[], atlas: Atlas): string {
  return table(
    ['verdict', 'claim', 'source', 'measured'],
    judgements
      .toSorted(byVerdict)
      .map((judgement) => [
        verdictText(judgement),
        claimAndNote(judgement.claim),
        sourceLink(atlas.sources, judgement.claim.source),
        evidenceText(judgement),
      ]),
  );
}

/** The scenario's file from the top of the checkout; `scenario.file` depends on where the command was started. */
function fileOf(scenario: Scenario): string {
  return `scenarios/${basename(scenario.file)}`;
}
