import type { MatrixValue } from './case.ts';
import type { Path } from './source.ts';

const dollarName = /^\$([a-z][a-z0-9-]*)$/;

/** A place where `$name` stands. */
export interface Use {
  path: Path;
  name: string;
}

/** All places in a value where a `$name` stands for a matrix value. `$$name` is the text `$name`. */
export function usesOf(value: unknown, path: Path = []): Use[] {
  if (typeof value === 'string') {
    const name = dollarName.exec(value)?.[1];
    return name === undefined ? [] : [{ path, name }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => usesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}

/** The value with every `$name` replaced. Names that `values` lacks stay as they are. */
export function replaceDollars(value: unknown, values: Record<string, MatrixValue>): unknown {
  if (typeof value === 'string') {
    const name = dollarName.exec(value)?.[1];
    if (name !== undefined) return values[name] ?? value;
    return value.startsWith('$$') && dollarName.test(value.slice(1)) ? value.slice(1) : value;
  }
  if (Array.isArray(value)) return value.map((item) => replaceDollars(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceDollars(inner, values)]));
}
