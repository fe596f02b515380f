import { basename } from 'node:path';
import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { claimedOutcomes } from './claimed-text.ts';
import { claimText, evidenceLines, sourceLink, verdictText } from './claim-text.ts';
import { gapsText, notes } from './comparison.ts';
import { distinct } from '../atlas/group-name.ts';
import { titleOf } from '../atlas/identity.ts';
import { byVerdict, type Judgement } from '../findings/judge.ts';
import { bullets, code, escape, link, page, table } from './markdown.ts';
import { allOf, anyOf } from '../prose.ts';
import { emphasised, foldRows } from './row.ts';
import { whereShort } from './where.ts';
import type { Row } from './row.ts';
import { determinismIn } from '../atlas/determinism.ts';
import { numberedSteps, stepsList } from './steps-list.ts';
import type { View } from './view.ts';
import type { Scenario } from '../scenario/case.ts';

/** `reports/scenarios/<id>.md`: the question, the steps, what each system returned, what sources say of it. `own` are the judgements of its claims. */
export function scenarioPage(view: View, atlas: Atlas, own: readonly Judgement[]): string {
  const { scenario, groups, cases } = view;
  const labels = numberedSteps(scenario).map(({ label }) => label);
  const rows = foldRows(scenario, cases, labels);
  const claimed = claimedOutcomes(atlas, own);
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
      : [...outcomeParts(rows, view), gapsText(atlas, view, '../'), notRunText(atlas, view), notes(rows)]),
    ...determinismParts(scenario, atlas),
    ...(claimed === ''
      ? []
      : ['## Claimed, not measured', 'Nobody has measured these systems yet. What is said of them fills no cell.', claimed]),
    ...(own.length === 0 ? [] : ['## What sources say', claimsList(own, atlas)]),
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
function outcomeParts(rows: readonly Row[], { groups, titles }: View): string[] {
  const [first] = rows;
  const width = rows.reduce((sum, row) => sum + Math.min(row.where.length, 60), 0);
  if (first === undefined || groups.length > 1 || rows.length < 2 || width > mostWidth) return rows.flatMap((row) => rowParts(row, titles));
  const body = numberedSteps(first.scenario).map(({ number, label }) => [
    `${number}`,
    escape(label),
    ...rows.map((row) => row.steps.find((step) => step.label === label)?.cells[0]?.text ?? '–'),
  ]);
  return [`On ${titles.join('')}:`, table(['step', 'call', ...rows.map((row) => row.where)], body)];
}

/** Characters of all headings together with which a table of cases is still seen at once. */
const mostWidth = 240;

function rowParts(row: Row, titles: readonly string[]): string[] {
  const numbers = new Map(numberedSteps(row.scenario).map(({ number, label }) => [label, number]));
  const body = row.steps.map((step) => [`${numbers.get(step.label)}`, escape(step.label), ...emphasised(step)]);
  return [row.where === '' ? '' : `### ${row.where}`, table(['step', 'call', ...titles], body)];
}

/** Where trials of one system do not all agree. By kernel alone: another version that does the same changes nothing here. */
function determinismParts(scenario: Scenario, atlas: Atlas): string[] {
  const { others } = determinismIn(atlas, scenario.cases);
  const lines = (['flaky', 'timing-dependent'] as const).flatMap((determinism) => {
    const found = others.filter((one) => one.determinism === determinism);
    const kernels = distinct(
      found.flatMap(({ systems }) => systems),
      ({ identity }) => titleOf(identity.name),
    );
    return kernels.map((kernel) => {
      const cases = found.filter(({ systems }) => systems.some(({ identity }) => titleOf(identity.name) === kernel)).map((one) => one.case);
      return `${determinism} on ${escape(kernel)}: ${cases.length === scenario.cases.length ? 'all cases' : escape(whereShort(scenario, cases))}`;
    });
  });
  if (lines.length === 0) return [];
  return ['## Where trials do not agree', bullets(lines), `How often each outcome was seen: ${link('timing.md', '../timing.md')}.`];
}

/** The kernels none of whose systems has run any of this. */
function notRunText({ systems }: Atlas, { groups }: View): string {
  const nameOf = ({ identity }: System): string => titleOf(identity.name);
  const run = new Set(groups.flatMap(({ members }) => members.map(nameOf)));
  const others = distinct(systems, nameOf).filter((name) => !run.has(name));
  return others.length === 0 ? '' : `Not run on ${escape(allOf(others))}.`;
}

/** Each claim with its verdict: what it says, who says it, what one must know of it, and what was measured, a line each. */
function claimsList(judgements: readonly Judgement[], atlas: Atlas): string {
  return bullets(
    judgements.toSorted(byVerdict).map((judgement) => {
      const { claim } = judgement;
      const evidence = evidenceLines(judgement);
      return [
        `${verdictText(judgement)}: ${claimText(claim)}`,
        `  ${sourceLink(atlas.sources, claim.source, 'short')}`,
        ...(claim.note === undefined ? [] : [`  ${escape(claim.note)}`]),
        ...evidence.map((line, index) => `  ${index === 0 ? 'Measured: ' : ''}${line}`),
      ].join('\\\n');
    }),
  );
}

/** The scenario's file from the top of the checkout; `scenario.file` depends on where the command was started. */
function fileOf(scenario: Scenario): string {
  return `scenarios/${basename(scenario.file)}`;
}
