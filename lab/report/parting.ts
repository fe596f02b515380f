import type { Scenario } from '../scenario/case.ts';
import { compare } from './atlas.ts';
import { scenarioLink } from './finding.ts';
import type { Group } from './group.ts';
import { nameGroups } from './group-name.ts';
import { code, escape } from './markdown.ts';
import { count, someOf } from './prose.ts';
import type { Row } from './row.ts';
import { essenceOf } from './tally.ts';

/** More kinds of difference than this between two groups are left to the table. */
const mostKinds = 4;

/**
 * What parts each group from the largest one, in a line of markdown for each: in how many cases, and what it gives where the other gives something
 * else. Groups that part nowhere have no line.
 */
export function partings(rows: readonly Row[], groups: readonly Group[]): string[] {
  const names = nameGroups(groups).map((name) => escape(name));
  const reference = names[0] ?? '';
  return groups.slice(1).flatMap((_group, index) => {
    const other = index + 1;
    const { compared, parted, kinds } = differences(rows, other);
    if (kinds.length === 0) return [];
    const shown = kinds
      .slice(0, mostKinds)
      .map(({ usual, own, scenarios }) => `${words(own)} where ${reference} gives ${words(usual)} (${places(scenarios)})`);
    const rest = kinds.length > shown.length ? `; ${count(kinds.length - shown.length, 'more kind')} in the table below` : '';
    return [`**${names[other]}** parts from ${reference} in ${parted} of ${count(compared, 'case')}. It gives ${shown.join('; ')}${rest}.`];
  });
}

interface Kind {
  usual: string;
  own: string;
  steps: number;
  scenarios: Scenario[];
}

function differences(rows: readonly Row[], other: number): { compared: number; parted: number; kinds: Kind[] } {
  const kinds = new Map<string, Kind>();
  let [compared, parted] = [0, 0];
  for (const { scenario, cases, steps } of rows) {
    const both = steps.flatMap(({ cells }) => {
      const [one, another] = [cells[0]?.seen, cells[other]?.seen];
      return one === undefined || another === undefined ? [] : [{ usual: essenceOf(one), own: essenceOf(another) }];
    });
    const different = both.filter(({ usual, own }) => usual !== own);
    if (both.length > 0) compared += cases.length;
    if (different.length > 0) parted += cases.length;
    for (const { usual, own } of different) {
      const key = `${usual}\n${own}`;
      const kind = kinds.get(key) ?? { usual, own, steps: 0, scenarios: [] };
      kind.steps += cases.length;
      if (!kind.scenarios.includes(scenario)) kind.scenarios.push(scenario);
      kinds.set(key, kind);
    }
  }
  const sorted = [...kinds.values()].toSorted(
    (one, another) => another.steps - one.steps || compare(one.usual + one.own, another.usual + another.own),
  );
  return { compared, parted, kinds: sorted };
}

function words(essence: string): string {
  return essence === 'varies' ? 'different things from trial to trial' : code(essence);
}

function places(scenarios: readonly Scenario[]): string {
  return someOf(scenarios.map(scenarioLink), 2);
}
