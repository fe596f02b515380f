import { compare } from '../atlas/order.ts';
import { sortValues, spanText } from '../atlas/axis.ts';
import { casesIn, disjoint } from '../findings/differences.ts';
import type { AxisFinding, Difference } from '../findings/differences.ts';
import { scenarioLink } from '../findings/finding.ts';
import { code, escape } from './markdown.ts';
import { allOf, anyOf, count, someOf } from '../prose.ts';

/** How much of what was found is shown. */
export interface Extent {
  /** Ways in which the places divide. */
  splits: number;
  /** Kinds of difference for each of them. */
  kinds: number;
  /** Scenarios for each kind. */
  places: number;
}

/** One entry of markdown for each axis, with a nested list of how systems divide along it. */
export function axisFindings(found: readonly AxisFinding[], extent: Extent): string[] {
  return found
    .toSorted((one, other) => casesIn(other.differences) - casesIn(one.differences))
    .map(({ axis, values, compared, differences }) => {
      const what = `(compared: ${axis.compares}; ${escape(allOf(spanText(values, values)))})`;
      if (differences.length === 0) return `**${axis.decides} nowhere** in ${count(compared, 'case')} ${what}.`;
      const lead = `**${axis.decides} in ${casesIn(differences)} of ${count(compared, 'case')}** ${what}${axis.id === 'kernel' ? fromLinux(differences, values) : ''}:`;
      const splits = splitsOf(differences, values);
      const lines = splits.slice(0, extent.splits).map((split) => `  - ${splitText(split, extent)}`);
      const rest = splits.slice(extent.splits).flatMap((split) => split.differences);
      if (rest.length > 0) lines.push(`  - and otherwise in ${count(casesIn(rest), 'case')}.`);
      return [lead, ...lines].join('\n');
    });
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
  return `. ${allOf(counts)}`;
}

/** Differences in which the same places stand on the same sides. */
interface Split {
  /** Each side's places, the larger side first. */
  sides: string[];
  differences: Difference[];
}

function splitsOf(differences: readonly Difference[], values: readonly string[]): Split[] {
  const found = new Map<string, Split>();
  for (const difference of differences) {
    const sides = sidesOf(difference, values).map(([, places]) => allOf(spanText(places, values)));
    const name = sides.toSorted(compare).join('\n');
    const split = found.get(name) ?? { sides, differences: [] };
    split.differences.push(difference);
    found.set(name, split);
  }
  return [...found.values()].toSorted((one, other) => other.differences.length - one.differences.length);
}

/** What is returned, with the places that return it; what most places return comes first, equal ones in the order of the places. */
function sidesOf({ returned }: Difference, values: readonly string[]): [string, string[]][] {
  const sides = new Map<string, string[]>();
  for (const value of values) {
    const outcomes = returned.get(value);
    if (outcomes === undefined) continue;
    const text = anyOf([...outcomes].toSorted(compare).map((outcome) => code(outcome)));
    sides.set(text, [...(sides.get(text) ?? []), value]);
  }
  return [...sides].toSorted(([, one], [, other]) => other.length - one.length);
}

function splitText({ differences }: Split, extent: Extent): string {
  const [first] = differences;
  if (first === undefined) return '';
  const values = sortValues(differences.flatMap(({ returned }) => [...returned.keys()]));
  const kinds = new Map<string, Difference[]>();
  for (const difference of differences) {
    const text = sidesOf(difference, values)
      .toSorted(([, one], [, other]) => values.indexOf(one[0] ?? '') - values.indexOf(other[0] ?? ''))
      .map(([outcome, places]) => `${escape(allOf(spanText(places, values)))} ${outcome}`)
      .join('; ');
    kinds.set(text, [...(kinds.get(text) ?? []), difference]);
  }
  const sorted = [...kinds].toSorted(([, one], [, other]) => other.length - one.length);
  const shown = sorted.slice(0, extent.kinds).map(([text, alike]) => {
    const scenarios = [...new Set(alike.map(({ scenario }) => scenario))];
    const links = someOf(
      scenarios.map((scenario) => scenarioLink(scenario)),
      extent.places,
    );
    const [label, ...labels] = new Set(alike.map(({ step }) => step));
    const lead = label === undefined || labels.length > 0 ? '' : `*${escape(label)}*: `;
    return `    - ${lead}${text}. ${count(casesIn(alike), 'case')}: ${links}`;
  });
  const rest = casesIn(sorted.slice(shown.length).flatMap(([, alike]) => alike));
  if (rest > 0) shown.push(`    - and otherwise in ${count(rest, 'case')}`);
  const sides = sidesOf(first, values).map(([, places]) => escape(allOf(spanText(places, values))));
  return [`${sides.join(' against ')}, in ${count(casesIn(differences), 'case')}:`, ...shown].join('\n');
}
