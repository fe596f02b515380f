import type { MatrixValue } from './case.ts';

/** One choice for every dimension. */
export type Choice = Record<string, MatrixValue>;

/** All choices, the last dimension changing fastest, in the order in which the values are written. */
export function choices(matrix: Record<string, readonly MatrixValue[]>): Choice[] {
  let all: Choice[] = [{}];
  for (const [name, values] of Object.entries(matrix)) {
    all = all.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value })));
  }
  return all;
}

/** How many choices there are, without making them. */
export function countChoices(matrix: Record<string, readonly MatrixValue[]>): number {
  return Object.values(matrix).reduce((count, values) => count * values.length, 1);
}

/** The part of a choice that is about these dimensions. */
export function project(choice: Choice, dimensions: readonly string[]): Choice {
  return Object.fromEntries(dimensions.flatMap((name) => (choice[name] === undefined ? [] : [[name, choice[name]]])));
}

/** Whether a choice has one of the wanted values in every dimension that is named. */
export function matches(choice: Choice, wanted: Record<string, MatrixValue | readonly MatrixValue[]>): boolean {
  return Object.entries(wanted).every(([name, values]) => {
    const value = choice[name];
    return value !== undefined && (Array.isArray(values) ? values.includes(value) : values === value);
  });
}

/** The part of a case's id that a choice makes: `unix-pair.close`. Empty if there are no dimensions. */
export function choiceId(choice: Choice): string {
  return Object.values(choice).map(valueId).join('.');
}

/** A value as a part of a case's id. Different values can give the same part: whoever makes ids must look. */
function valueId(value: MatrixValue): string {
  const id = String(value).replaceAll(/[^a-zA-Z0-9_|+-]/g, '-');
  return id === '' ? 'empty' : id.slice(0, 60);
}

/**
 * For which of `all` choices something holds that holds for `some` of them: ` (if link is 'pipe' or 'fifo')`, or nothing if it holds for all.
 * Begins with a space, to be put behind a sentence's last word.
 */
export function condition(some: readonly Choice[], all: readonly Choice[]): string {
  if (some.length >= all.length) return '';
  const parts = Object.keys(all[0] ?? {}).flatMap((name) => {
    const values = [...new Set(some.map((choice) => choice[name]))];
    if (values.length === new Set(all.map((choice) => choice[name])).size) return [];
    return [`${name} is ${values.map((value) => `'${value}'`).join(' or ')}`];
  });
  if (parts.length === 0) return ` (in ${some.length} of ${all.length} cases, first in ${choiceId(some[0] ?? {})})`;
  return ` (if ${parts.join(' and ')})`;
}
