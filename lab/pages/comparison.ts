import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { bullets, link } from './markdown.ts';
import type { Row } from './row.ts';
import type { View } from './view.ts';

/**
 * That some system of a column was not measured in all its cases: then it has joined the others on what it shares with them, which must be said. Empty if
 * there is none. `base` leads from the page to `reports/`. Markdown.
 */
export function gapsText(atlas: Atlas, { groups, cases }: Pick<View, 'groups' | 'cases'>, base = ''): string {
  const hasGaps = groups.some(({ members }) =>
    cases.some(({ case: theCase }) => {
      const { behaviourOf } = outcomeIn(atlas, theCase);
      const known = members.filter(({ index }) => behaviourOf[index] !== undefined).length;
      return known > 0 && known < members.length;
    }),
  );
  if (!hasGaps) return '';
  return `A system that could not be measured in some of these cases stands with those that it agrees with in the others: ${link('how much of each was measured', `${base}systems.md`)}.`;
}

/** How to read the outcomes in these rows: a line of markdown for each kind of outcome that needs one. */
export function notes(rows: readonly Row[]): string {
  const texts = rows.flatMap((row) => row.steps.flatMap((step) => step.cells.map((cell) => cell.text)));
  const known: [RegExp, string][] = [
    [/`EOF/, '`EOF`: the call returned 0'],
    [/`[1-9][0-9]*[` ]/, 'a number: how many bytes the call took or returned'],
    [/`[1-9][^` ]* (?:"|0x)/, '`5 "hello"`: the bytes that came, shown where systems return the same count and different bytes'],
    [/\+SIGPIPE/, '`+SIGPIPE`: the call also raised this signal'],
    [/`blocks/, '`blocks`: the call had not returned by its deadline'],
    [/`=/, '`=`: what the call handed back through a pointer'],
    [/sometimes/, 'sometimes: trials differ; back-to-back: only without pauses between the steps'],
  ];
  return bullets(known.filter(([word]) => texts.some((text) => word.test(text))).map(([, note]) => note));
}
