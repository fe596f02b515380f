import { compare } from '../atlas/atlas.ts';
import { sortValues, spanText } from '../atlas/axis.ts';
import { disjoint } from '../findings/deciding.ts';
import type { Deciding, Parting } from '../findings/deciding.ts';
import { scenarioLink } from '../findings/finding.ts';
import { code, escape } from './markdown.ts';
import { allOf, anyOf, count, someOf } from './prose.ts';

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
export function decidingFindings(found: readonly Deciding[], extent: Extent): string[] {
  return found
    .toSorted((one, other) => other.partings.length - one.partings.length)
    .map(({ axis, values, compared, partings }) => {
      const what = `(compared: ${axis.compares}; ${escape(allOf(spanText(values, values)))})`;
      if (partings.length === 0) return `**${axis.decides} nowhere** in ${count(compared, 'case')} ${what}.`;
      const lead = `**${axis.decides} in ${partings.length} of ${count(compared, 'case')}** ${what}${axis.id === 'kernel' ? fromLinux(partings, values) : ''}:`;
      const splits = splitsOf(partings, values);
      const lines = splits.slice(0, extent.splits).map((split) => `  - ${splitText(split, extent)}`);
      const rest = splits.slice(extent.splits).flatMap((split) => split.partings);
      if (rest.length > 0) lines.push(`  - and otherwise in ${count(rest.length, 'more case')}.`);
      return [lead, ...lines].join('\n');
    });
}

/** In how many cases each other kernel parts from Linux. */
function fromLinux(partings: readonly Parting[], values: readonly string[]): string {
  const [reference, ...others] = values;
  const counts = others.map((value) => {
    const parted = partings.filter(({ given }) => {
      const [one, other] = [given.get(reference ?? ''), given.get(value)];
      return one !== undefined && other !== undefined && disjoint(one, other);
    });
    return `${escape(value)} parts from ${escape(reference ?? '')} in ${parted.length}`;
  });
  return `. ${allOf(counts)}`;
}

/** Partings in which the same places stand on the same sides. */
interface Split {
  /** Each side's places, the larger side first. */
  sides: string[];
  partings: Parting[];
}

function splitsOf(partings: readonly Parting[], values: readonly string[]): Split[] {
  const found = new Map<string, Split>();
  for (const parting of partings) {
    const sides = sidesOf(parting, values).map(([, places]) => allOf(spanText(places, values)));
    const name = sides.toSorted(compare).join('\n');
    const split = found.get(name) ?? { sides, partings: [] };
    split.partings.push(parting);
    found.set(name, split);
  }
  return [...found.values()].toSorted((one, other) => other.partings.length - one.partings.length);
}

/** What is given, with the places that give it; what most places give comes first, equal ones in the order of the places. */
function sidesOf({ given }: Parting, values: readonly string[]): [string, string[]][] {
  const sides = new Map<string, string[]>();
  for (const value of values) {
    const outcomes = given.get(value);
    if (outcomes === undefined) continue;
    const text = anyOf([...outcomes].toSorted(compare).map((outcome) => (outcome === 'varies' ? 'different things' : code(outcome))));
    sides.set(text, [...(sides.get(text) ?? []), value]);
  }
  return [...sides].toSorted(([, one], [, other]) => other.length - one.length);
}

function splitText({ partings }: Split, extent: Extent): string {
  const [first] = partings;
  if (first === undefined) return '';
  const values = sortValues(partings.flatMap(({ given }) => [...given.keys()]));
  const kinds = new Map<string, Parting[]>();
  for (const parting of partings) {
    const text = sidesOf(parting, values)
      .toSorted(([, one], [, other]) => values.indexOf(one[0] ?? '') - values.indexOf(other[0] ?? ''))
      .map(([outcome, places]) => `${escape(allOf(spanText(places, values)))} ${outcome}`)
      .join('; ');
    kinds.set(text, [...(kinds.get(text) ?? []), parting]);
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
    return `    - ${lead}${text}. ${count(alike.length, 'case')}: ${links}`;
  });
  const rest = sorted.slice(shown.length).reduce((sum, [, alike]) => sum + alike.length, 0);
  if (rest > 0) shown.push(`    - and otherwise in ${count(rest, 'more case')}`);
  const sides = sidesOf(first, values).map(([, places]) => escape(allOf(spanText(places, values))));
  return [`${sides.join(' against ')}, in ${count(partings.length, 'case')}:`, ...shown].join('\n');
}
