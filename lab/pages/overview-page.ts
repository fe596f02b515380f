import type { Atlas } from '../atlas/atlas.ts';
import { axes } from '../atlas/axis.ts';
import { caseDifferences } from '../findings/case-differences.ts';
import { claimedTable } from '../findings/claimed-only.ts';
import { onSystems } from './claim-text.ts';
import { conflictFindings } from '../findings/conflict.ts';
import { axisFindings } from './differences-text.ts';
import type { AxisFinding } from '../findings/differences.ts';
import { contradictionFindings, refutedFindings, timingFindings, verdictCounts } from '../findings/finding.ts';
import { distinct } from '../atlas/group-name.ts';
import type { Judgement } from '../findings/judge.ts';
import { bullets, escape, page } from './markdown.ts';
import { matrixParts } from './matrix.ts';
import { allOf, anyOf, count, someOf } from '../prose.ts';
import { tierOfSubject } from './provenance.ts';
import { scenarioIndex } from './scenario-index.ts';
import { boundText, determinismIn } from '../atlas/determinism.ts';
import { named } from '../atlas/identity.ts';
import { systemsTable } from './systems-table.ts';
import type { Topic } from './topic.ts';

/** All that is computed from an atlas before pages are written. */
export interface Findings {
  atlas: Atlas;
  judgements: readonly Judgement[];
  topics: readonly Topic[];
  decided: readonly AxisFinding[];
}

/** Which pages there are beside this one. */
export interface OtherPages {
  answer: boolean;
  claims: boolean;
  /** A page for each topic, because all in one would be too long. */
  groups: boolean;
}

/** More rows than this in one table are not read: then every topic has a page of its own. */
const mostRows = 60;

/** How much of each list the overview shows; the rest is on the pages it links to. */
const mostLines = 8;
const extent = { splits: 4, kinds: 3, places: 2 };

/** Whether the comparison is too long for the overview. */
export function areGroupsApart(topics: readonly Topic[]): boolean {
  return topics.flatMap(({ views }) => views.flatMap(({ rows }) => rows)).length > mostRows;
}

/** `reports/README.md`: the findings in sentences, the scenarios by topic (with the comparison, if it is short), the list of systems. */
export function overviewPage({ atlas, judgements, topics, decided }: Findings, pages: OtherPages): string {
  const views = topics.flatMap((topic) => topic.views);
  const claimed = claimedTable(atlas, judgements);
  return page([
    '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
    '# What socket calls return when the peer goes away',
    coverageText(atlas),
    pages.answer ? 'The question that it began with, answered from these measurements: [what does ECONNRESET mean?](econnreset.md)' : '',
    ...(atlas.systems.length === 0 ? [] : ['## Findings', ...findings({ atlas, judgements, topics, decided })]),
    ...(pages.groups
      ? ['## Scenarios', ...scenarioIndex(topics, judgements, true)]
      : ['## What the calls return', ...matrixParts(atlas, views, '###')]),
    ...(claimed === ''
      ? []
      : [
          '## Claimed, not measured',
          'Nobody has measured these systems yet. What sources say of them fills no cell; it is [listed by source](claims.md). One file is enough to ' +
            'change that: see [CONTRIBUTING.md](../CONTRIBUTING.md).',
          claimed,
        ]),
    '## Systems',
    'A container has the kernel of the machine that runs it. What is measured there is this kernel with the libc of the image.',
    systemsTable(atlas),
  ]);
}

function coverageText(atlas: Atlas): string {
  const { systems, scenarios, cases } = atlas;
  if (systems.length === 0)
    return `${count(scenarios.length, 'scenario')} in ${count(cases.length, 'case')}, and nothing measured yet. Begin with \`npm run lab\`.`;
  let trials = 0;
  for (const { cells } of atlas.outcomes.values()) {
    for (const cell of cells) if (cell.state === 'measured') trials += cell.trials * cell.systems.length;
  }
  const libcs = distinct(systems, (system) => named(system.identity.libc));
  return (
    `**${count(scenarios.length, 'scenario')}** in ${count(cases.length, 'case')}, measured on **${count(systems.length, 'target')}** ` +
    `(${onSystems(systems)}; ${escape(someOf(libcs, 6))}) in ${count(trials, 'trial')}${tiersText(atlas)}.`
  );
}

/** Who measured, if it was not the lab alone. */
function tiersText({ systems }: Atlas): string {
  const words = { lab: 'by the lab', ci: 'by CI', contributed: 'contributed' } as const;
  const tiers = (['lab', 'ci', 'contributed'] as const).flatMap((tier) => {
    const number = systems.filter((system) => tierOfSubject(system) === tier).length;
    return number === 0 ? [] : [`${number} ${words[tier]}`];
  });
  return tiers.length === 1 && systems.some((system) => tierOfSubject(system) === 'lab') ? '' : `: ${allOf(tiers)}`;
}

function findings({ atlas, judgements, topics, decided }: Findings): string[] {
  const sections: [title: string, lines: string[], after: string][] = [
    ['Refuted claims', refutedFindings(atlas, judgements), 'All claims, each with its verdict and evidence: [claims.md](claims.md).'],
    [
      'Where systems differ',
      differenceLines(atlas, decided),
      atlas.systems.length < 2 ? '' : 'All of it: [differences.md](differences.md).',
    ],
    ['Results that contradict each other', conflictFindings(atlas), ''],
    ['What is timing-dependent or flaky', capped(timingFindings(atlas), 'scenario', '[differences.md](differences.md)'), ''],
    [
      'One system returns different things from case to case',
      caseDifferences(topics.flatMap(({ views }) => views.flatMap(({ rows }) => rows))),
      '',
    ],
    ['Sources that contradict each other', capped(contradictionFindings(atlas), 'call', '[claims.md](claims.md)'), ''],
  ];
  const { fewest, measured, deterministic } = determinismIn(atlas, atlas.cases);
  return [
    judgements.length === 0 ? '' : verdictCounts(judgements),
    fewest === undefined ? '' : `In ${deterministic} of ${count(measured, 'measured cell')} all trials agree. ${boundText(fewest)}`,
    staleText(atlas),
    ...sections.flatMap(([title, lines, after]) => (lines.length === 0 ? [] : [`### ${title}`, bullets(lines), after])),
  ];
}

function differenceLines({ systems }: Atlas, decided: readonly AxisFinding[]): string[] {
  if (systems.length < 2) return [];
  const missing = axes.filter((axis) => !decided.some((one) => one.axis === axis)).map(({ id }) => id);
  const rest = missing.length === 0 ? [] : [`Nothing can be said of the ${anyOf(missing)}: no two targets differ in it alone.`];
  return [...axisFindings(decided, extent), ...rest];
}

function capped(lines: readonly string[], noun: string, where: string): string[] {
  if (lines.length <= mostLines + 1) return [...lines];
  return [...lines.slice(0, mostLines), `and ${count(lines.length - mostLines, `more ${noun}`)}: ${where}.`];
}

function staleText({ outcomes }: Atlas): string {
  let stale = 0;
  for (const { cells } of outcomes.values()) for (const cell of cells) if (cell.state === 'stale') stale += cell.systems.length;
  return stale === 0 ? '' : `${count(stale, 'stored cell')} left out as stale: the scenario has changed since it was measured.`;
}
