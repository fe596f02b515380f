import type { z } from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { describeIssues } from './issues.ts';
import { parseYaml } from './source.ts';

/**
 * Reads YAML and checks it against a schema. Gives the data (as the schema puts it out, with defaults), or everything that is wrong with it,
 * each finding at its place: an unknown key at the key, a missing one at its parent, a wrong value at the value. Never throws on bad input.
 *
 * `file` is the path as the user would type it. What is not YAML 1.2 as a reader would understand it is refused: anchors and aliases, several
 * documents, duplicate keys, and numbers that would change their spelling (`010`, `1e3`, `3.10`).
 */
export function checkYaml<T>(file: string, text: string, schema: z.ZodType<T>): { data?: T; diagnostics: Diagnostic[] } {
  const { source, diagnostics } = parseYaml(file, text);
  if (source === undefined || diagnostics.length > 0) return { diagnostics };
  const checked = schema.safeParse(source.data);
  if (checked.success) return { data: checked.data, diagnostics: [] };
  return { diagnostics: describeIssues(checked.error.issues, schema, source) };
}
