import type { JSX } from 'preact';
import { concerned, groupAlike } from '../../atlas/group.ts';
import type { Scenario } from '../../scenario/case.ts';
import { useHere } from '../parts/known.ts';
import { toldRows } from '../parts/told.ts';
import { ToldTable } from '../parts/told-table.tsx';

/** All cases of a scenario: systems that behave alike share a column, cases in which they do share a row. */
export function CasesTable({ scenario }: { scenario: Scenario }): JSX.Element {
  const { atlas } = useHere().known;
  const groups = groupAlike(atlas, concerned(atlas, scenario), scenario.cases);
  if (groups.length === 0) return <p>Nothing is measured yet.</p>;
  const { labels, rows } = toldRows(atlas, scenario, groups);
  return (
    <>
      <p class="quiet">
        {labels.length === 0 ? 'No call returns anything but success.' : `Calls shown, in this order: ${labels.join(' · ')}.`} In a row, the
        same letter is the same behaviour.
      </p>
      <ToldTable label="All cases and systems" groups={groups} rows={rows} />
    </>
  );
}
