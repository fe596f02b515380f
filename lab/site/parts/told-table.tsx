import type { ComponentChildren, JSX } from 'preact';
import type { Group } from '../../atlas/group.ts';
import { nameGroups } from '../../atlas/group-name.ts';
import { choiceId } from '../../scenario/matrix.ts';
import { addressOf } from '../route/route.ts';
import { Scrolling } from './table.tsx';
import type { ToldRow } from './told.ts';
import { tintOf } from './ways.ts';

interface Props {
  label: string;
  groups: readonly Group[];
  rows: readonly ToldRow[];
  /** Whether cells equal to the first column's are dimmed, so that the others stand out. */
  fades?: boolean;
  /** What stands before the case in a row's head. */
  before?: (row: ToldRow) => ComponentChildren;
}

/** Cases down, groups of systems across; a letter, a tint and words in each cell. */
export function ToldTable({ label, groups, rows, fades, before }: Props): JSX.Element {
  const names = nameGroups(groups);
  return (
    <Scrolling label={label}>
      <table class={fades === true ? 'matrix fades' : 'matrix'}>
        <thead>
          <tr>
            <th scope="col">case</th>
            {groups.map(({ members }, index) => (
              <th key={index} scope="col">
                {names[index]}
                <span class="quiet"> · {members.length}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RowPart key={`${row.scenario.id} ${row.where}`} row={row} before={before} />
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function RowPart({ row, before }: { row: ToldRow; before: Props['before'] }): JSX.Element {
  const { scenario, cases, where, cells } = row;
  return (
    <tr>
      <th scope="row">
        {before?.(row)}
        <a href={addressOf(['scenario', scenario.id], { case: choiceId(cases[0]?.matrix ?? {}) })}>{where}</a>
      </th>
      {cells.map(({ letter, text }, index) => (
        <td key={index} class={letter === undefined ? 'gap' : tintOf(letter)}>
          {letter !== undefined && <span class="letter">{letter}</span>} {text}
        </td>
      ))}
    </tr>
  );
}
