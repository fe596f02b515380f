import { basename } from 'node:path';
import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { claimedLines } from '../findings/claimed-only.ts';
import { claimAndNote, evidenceText, sourceLink, verdictText } from './claim-text.ts';
import { columnTitles, legend, notes } from './comparison.ts';
import { concerned, groupAlike } from '../atlas/group.ts';
import type { Group } from '../atlas/group.ts';
import { byVerdict, type Judgement } from '../findings/judge.ts';
import { bullets, code, escape, link, page, table } from './markdown.ts';
import { allOf, anyOf, count, someOf } from '../prose.ts';
import { emphasised, foldRows } from './row.ts';
import { whereText } from './where.ts';
import type { Row } from './row.ts';
import { boundText, determinismIn } from '../atlas/determinism.ts';
import { numberedSteps, stepsList } from './steps-list.ts';
import type { Scenario } from '../scenario/case.ts';
import { sentenceOf } from '../atlas/identity.ts';

/** `reports/scenarios/<id>.md`: the question, the steps, what each system returned, what sources say of it. */
export function scenarioPage(scenario: Scenario, atlas: Atlas, judgements: readonly Judgement[]): string {
  const systems = concerned(atlas, scenario);
  const groups = groupAlike(atlas, systems, scenario.cases);
  const labels = numberedSteps(scenario).map(({ label }) => label);
  const rows = foldRows(atlas, scenario, groups, labels);
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
      : [...outcomeParts(rows, groups), legend(atlas, groups, rows), notRunText(atlas, systems), notes(rows)]),
    ...determinismParts(scenario, atlas),
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

function determinismParts(scenario: Scenario, atlas: Atlas): string[] {
  const { others, fewest, measured, deterministic } = determinismIn(atlas, scenario.cases);
  if (measured === 0) return [];
  const agreement =
    fewest === undefined
      ? ''
      : `${deterministic === measured ? 'In every measured cell' : `In ${deterministic} of ${count(measured, 'measured cell')}`} all trials agree. ${boundText(fewest)}`;
  const lines = atlas.systems.flatMap((system) =>
    (['timing-dependent', 'flaky'] as const).flatMap((determinism) => {
      const cases = others.filter((cell) => cell.determinism === determinism && cell.systems.includes(system)).map((cell) => cell.case);
      if (cases.length === 0) return [];
      const where = cases.length === scenario.cases.length ? 'everything' : escape(whereText(scenario, cases));
      return [`${code(system.id)} (${escape(sentenceOf(system.identity))}): ${where} ${determinism}`];
    }),
  );
  return ['## How deterministic it is', agreement, bullets(lines), lostText(scenario, atlas)];
}

function notRunText(atlas: Atlas, systems: readonly System[]): string {
  const others = atlas.systems.filter((system) => !systems.includes(system));
  return others.length === 0
    ? ''
    : `Not run on ${someOf(
        others.map(({ id }) => code(id)),
        6,
      )}.`;
}

function lostText(scenario: Scenario, atlas: Atlas): string {
  const lines = scenario.cases.flatMap((theCase) =>
    outcomeIn(atlas, theCase).cells.flatMap((cell) => {
      if (cell.state !== 'measured' || cell.lost === undefined) return [];
      const { trials, why } = cell.lost;
      return cell.systems.map((system) => `${code(theCase.id)} on ${code(system.id)}: ${count(trials, 'trial')} lost, ${escape(why)}`);
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
