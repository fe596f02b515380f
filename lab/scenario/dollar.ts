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
  const found: Use[] = [];
  collect(value, [...path], found);
  return found;
}

/** Every scalar of every file comes through here: `path` is one list that grows and shrinks, and most texts are told by their first character. */
function collect(value: unknown, path: PropertyKey[], found: Use[]): void {
  if (typeof value === 'string') {
    const name = value.startsWith('$') ? dollarName.exec(value)?.[1] : undefined;
    if (name !== undefined) found.push({ path: [...path], name });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    path.push(Array.isArray(value) ? Number(key) : key);
    collect(inner, path, found);
    path.pop();
  }
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
