import type { Row, Sequence } from './sequence.ts';

/** Where a diagram's parts stand, in pixels from its upper left corner. */
export interface Layout {
  width: number;
  height: number;
  /** Of each lane, its line. */
  lanes: number[];
  /** Of each row, its call's baseline. */
  rows: number[];
}

/** Of a fixed-width font of 13 pixels, which each system has another one of: the widest. */
const character = 8;
const gutter = 34;
const top = 46;

/** How high a row is: its call and its outcomes below each other, and its arrows. */
export const line = 18;

/** Lays a sequence out. Columns are as wide as the longest text in them. */
export function layoutOf({ lanes, rows }: Sequence): Layout {
  const widths = lanes.map((_, lane) =>
    rows.reduce((widest, row) => {
      if ((row.lane ?? 0) !== lane) return widest;
      const texts = [row.step.text, ...row.outcomes.map((outcome) => `A ${outcome ?? ''}`)];
      return Math.max(widest, ...texts.map((text) => Math.min(text.length, mostCharacters) * character + 30));
    }, 150),
  );
  const places: number[] = [];
  let x = gutter + 12;
  for (const width of widths) {
    places.push(x);
    x += width;
  }
  const ys: number[] = [];
  let y = top + 24;
  for (const row of rows) {
    ys.push(y);
    y += line * (1 + linesIn(row)) + 14 + row.arrows.length * 24;
  }
  return { width: Math.max(x, 260), height: y, lanes: places, rows: ys };
}

/** How many lines the outcomes of a row take: one if they are all the same. */
export function linesIn({ outcomes }: Row): number {
  return new Set(outcomes).size === 1 ? 1 : outcomes.length;
}

/** A text longer than this is cut: the list below the diagram has all of it. */
const mostCharacters = 40;

/** A text as a diagram has room for it. */
export function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}
