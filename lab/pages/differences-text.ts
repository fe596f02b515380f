import { compare } from '../atlas/order.ts';
import { spanText } from '../atlas/axis.ts';
import { casesIn, disjoint } from '../findings/differences.ts';
import type { AxisFinding, Difference } from '../findings/differences.ts';
import { scenarioLink } from './scenario-link.ts';
import { code, escape, table } from './markdown.ts';
import { allOf, anyOf, count } from '../prose.ts';

/** What an axis decides, in one sentence of markdown. */
export function axisSentence({ axis, values, compared, differences }: AxisFinding): string {
  const what = `Compared: ${axis.compares}; ${escape(allOf(spanText(values, values)))}.`;
  if (differences.length === 0) return `**${axis.decides} nowhere** in ${count(compared, 'case')}. ${what}`;
  const kernels = axis.id === 'kernel' ? ` ${fromLinux(differences, values)}` : '';
  return `**${axis.decides} in ${casesIn(differences)} of ${count(compared, 'case')}.** ${what}${kernels}`;
}

/** In how many cases each other kernel differs from Linux. */
function fromLinux(differences: readonly Difference[], values: readonly string[]): string {
  const [reference, ...others] = values;
  const counts = others.map((value) => {
    const differing = differences.filter(({ returned }) => {
      const [one, other] = [returned.get(reference ?? ''), returned.get(value)];
      return one !== undefined && other !== undefined && disjoint(one, other);
    });
    return `${escape(value)} differs from ${escape(reference ?? '')} in ${casesIn(differing)}`;
  });
  return `${allOf(counts)}.`;
}

/** Differences in which the same places stand on the same sides. */
export interface Split {
  /** `Linux before 6.1 against Linux 6.1 and later`: whose side is larger changes with every system. Markdown. */
  title: string;
  differences: Difference[];
}

/** The ways in which places on an axis divide, those with the most differences first. */
export function splitsOf({ differences, values }: AxisFinding): Split[] {
  const found = new Map<string, Split>();
  for (const difference of differences) {
    const sides = inOrder(sidesOf(difference, values), values).map(([, places]) => allOf(spanText(places, placesOf(difference, values))));
    const name = sides.join('\n');
    const split = found.get(name) ?? { title: sides.map(escape).join(' against '), differences: [] };
    split.differences.push(difference);
    found.set(name, split);
  }
  return [...found.values()].toSorted(
    (one, other) => casesIn(other.differences) - casesIn(one.differences) || compare(one.title, other.title),
  );
}

/** The kinds of difference in a split, at most `most` of them, those of most cases first: what each side returns, and in how many cases. */
export function kindsTable({ differences }: Split, values: readonly string[], most: number): string {
  const kinds = new Map<string, Difference[]>();
  for (const difference of differences) {
    const text = outcomesText(difference, values);
    kinds.set(text, [...(kinds.get(text) ?? []), difference]);
  }
  const sorted = [...kinds].toSorted(([one, own], [other, others]) => casesIn(others) - casesIn(own) || compare(one, other));
  const rows = sorted.slice(0, most).map(([text, alike]) => [text, `${casesIn(alike)}`, scenarioLink(first(alike).scenario)]);
  const rest = sorted.slice(most);
  if (rest.length > 0) rows.push([count(rest.length, 'other way'), `${casesIn(rest.flatMap(([, alike]) => alike))}`, '']);
  return table(['what is returned', 'cases', 'for example'], rows);
}

/** Every scenario and step of a split: what each side returns there, and in how many cases. `base` leads to `reports/`. */
export function placesTable({ differences }: Split, values: readonly string[], base: string): string {
  const rows = new Map<string, { cells: string[]; alike: Difference[] }>();
  for (const difference of differences) {
    const cells = [scenarioLink(difference.scenario, base), escape(difference.step), outcomesText(difference, values)];
    const row = rows.get(cells.join('\n')) ?? { cells, alike: [] };
    row.alike.push(difference);
    rows.set(cells.join('\n'), row);
  }
  return table(
    ['scenario', 'call', 'what is returned', 'cases'],
    [...rows.values()].map(({ cells, alike }) => [...cells, `${casesIn(alike)}`]),
  );
}

function outcomesText(difference: Difference, values: readonly string[]): string {
  const all = placesOf(difference, values);
  return inOrder(sidesOf(difference, values), values)
    .map(([outcome, places]) => `${escape(allOf(spanText(places, all)))}: ${outcome}`)
    .join('; ');
}

/** Sides in the order of the first place of each. */
function inOrder(sides: readonly [string, string[]][], values: readonly string[]): [string, string[]][] {
  return sides.toSorted(([, one], [, other]) => values.indexOf(one[0] ?? '') - values.indexOf(other[0] ?? ''));
}

/** The places that were compared there, sorted. */
function placesOf({ returned }: Difference, values: readonly string[]): string[] {
  return values.filter((value) => returned.has(value));
}

/** What is returned, with the places that return it. */
function sidesOf({ returned }: Difference, values: readonly string[]): [string, string[]][] {
  const sides = new Map<string, string[]>();
  for (const value of values) {
    const outcomes = returned.get(value);
    if (outcomes === undefined) continue;
    const text = anyOf([...outcomes].toSorted(compare).map((outcome) => code(outcome)));
    sides.set(text, [...(sides.get(text) ?? []), value]);
  }
  return [...sides];
}

function first(differences: readonly Difference[]): Difference {
  const [one] = differences;
  if (one === undefined) throw new Error('a kind of difference without a difference');
  return one;
}
