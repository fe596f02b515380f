import { cellFor, outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import type { Group } from '../../atlas/group.ts';
import { grouped } from '../../grouped.ts';
import { interestingSteps } from '../../pages/interest.ts';
import { whereText } from '../../pages/where.ts';
import type { Case, Scenario } from '../../scenario/case.ts';
import { gapWords } from './gap-words.ts';
import { letterOf } from './ways.ts';

/** What a table says of a group in one case: the letter of its behaviour among those of the row, and the outcomes in words. Never empty. */
interface Told {
  /** None where nothing is known. */
  letter: string | undefined;
  text: string;
}

/** Cases of a scenario in which each group does the same. */
export interface ToldRow {
  scenario: Scenario;
  cases: Case[];
  /** What distinguishes these cases from the others: `tcp4, tcp6`. */
  where: string;
  /** In the order of the groups. */
  cells: Told[];
  /** Whether at least two groups show different behaviours. */
  differs: boolean;
}

/** A scenario's cases as rows. The labels are those of the calls that cells speak of, in order. */
export function toldRows(atlas: Atlas, scenario: Scenario, groups: readonly Group[]): { labels: string[]; rows: ToldRow[] } {
  const labels = interestingSteps(scenario, atlas);
  const alike = grouped(scenario.cases, (theCase) => JSON.stringify(toldIn(atlas, theCase, groups, labels)));
  const rows = [...alike].map(([text, cases]): ToldRow => {
    const cells = JSON.parse(text) as Told[];
    const where = whereText(scenario, cases);
    return {
      scenario,
      cases,
      where: where !== '' ? where : scenario.cases.length === 1 ? 'the one case' : 'all cases',
      cells,
      differs: new Set(cells.flatMap(({ letter }) => letter ?? [])).size > 1,
    };
  });
  return { labels, rows };
}

function toldIn(atlas: Atlas, theCase: Case, groups: readonly Group[], labels: readonly string[]): Told[] {
  const { behaviourOf } = outcomeIn(atlas, theCase);
  const letters = new Map<unknown, string>();
  return groups.map(({ members }): Told => {
    // A member with a gap is in the group for what it showed elsewhere.
    const shown = members.map(({ index }) => behaviourOf[index]).find((behaviour) => behaviour !== undefined);
    const [first] = members;
    if (shown === undefined) return { letter: undefined, text: first === undefined ? 'nobody' : gapWords(cellFor(atlas, first, theCase)) };
    const letter = letters.get(shown) ?? letterOf(letters.size);
    letters.set(shown, letter);
    return { letter, text: shown.lacks === undefined ? outcomesText(theCase, shown.outcomes, labels) : `not there: ${shown.lacks}` };
  });
}

function outcomesText({ steps }: Case, outcomes: readonly ReadonlySet<string>[], labels: readonly string[]): string {
  const shown = labels.flatMap((label) => {
    const step = steps.findIndex((one) => one.label === label);
    if (step === -1) return [];
    const all = [...(outcomes[step] ?? [])];
    return [all.length > 3 ? 'varies' : all.length === 0 ? 'not reached' : all.join(' or ')];
  });
  return shown.length === 0 ? 'every call succeeds' : shown.join(' · ');
}
