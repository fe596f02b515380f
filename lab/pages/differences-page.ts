import { axes } from '../atlas/axis.ts';
import { casesIn } from '../findings/differences.ts';
import type { AxisFinding } from '../findings/differences.ts';
import { anyOf, count } from '../prose.ts';
import { axisSentence, kindsTable, placesTable, splitsOf } from './differences-text.ts';
import { generated, link, page } from './markdown.ts';

/** How much of each axis the first page shows; the rest is on the axis's own. */
const most = { splits: 4, kinds: 5 };

/**
 * `reports/differences.md`: what decides where systems differ, the largest first; and `reports/differences/<axis>.md`: every step of every scenario in
 * which they do. By path below `reports/`.
 */
export function differencesPages(decided: readonly AxisFinding[]): Map<string, string> {
  const sorted = decided.toSorted((one, other) => casesIn(other.differences) - casesIn(one.differences));
  const missing = axes.filter((axis) => !decided.some((one) => one.axis === axis)).map(({ id }) => id);
  const pages = new Map<string, string>();
  pages.set(
    'differences.md',
    page([
      generated,
      '# Where systems differ, and what decides',
      'Systems are compared with those that differ from them in one thing only. Every call in which they differ counts; a later one is often the echo of ' +
        'the first. Calls that are flaky on both sides do not count. [All findings](README.md).',
      ...sorted.flatMap((finding) => [`## ${title(finding)}`, ...summary(finding)]),
      missing.length === 0 ? '' : `Nothing can be said of the ${anyOf(missing)}: no two systems differ in it alone.`,
    ]),
  );
  for (const finding of sorted) if (finding.differences.length > 0) pages.set(pathOf(finding), axisPage(finding));
  return pages;
}

function summary(finding: AxisFinding): string[] {
  const splits = splitsOf(finding);
  const rest = splits.slice(most.splits).flatMap(({ differences }) => differences);
  return [
    axisSentence(finding),
    ...splits
      .slice(0, most.splits)
      .flatMap((split) => [
        `### ${split.title}`,
        `${count(casesIn(split.differences), 'case')}.`,
        kindsTable(split, finding.values, most.kinds),
      ]),
    ...(rest.length === 0 ? [] : [`Systems divide in other ways in ${count(casesIn(rest), 'case')}.`]),
    ...(splits.length === 0 ? [] : [`All of it, call by call: ${link(pathOf(finding), pathOf(finding))}.`]),
  ];
}

function axisPage(finding: AxisFinding): string {
  return page([
    generated,
    `# ${title(finding)}: where it decides`,
    `In how many cases, and what else decides: ${link('differences.md', '../differences.md')}.`,
    ...splitsOf(finding).flatMap((split) => [
      `## ${split.title}`,
      `${count(casesIn(split.differences), 'case')}.`,
      placesTable(split, finding.values, '../'),
    ]),
  ]);
}

function title({ axis }: AxisFinding): string {
  return axis.id.charAt(0).toUpperCase() + axis.id.slice(1);
}

function pathOf({ axis }: AxisFinding): string {
  return `differences/${axis.id.replaceAll(' ', '-')}.md`;
}
