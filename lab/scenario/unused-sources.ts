import { join } from 'node:path';
import type { Places } from '../root.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Loaded } from './load.ts';
import { readText } from './read-text.ts';
import { shownPath } from './shown-path.ts';
import { parseYaml } from './source.ts';

/**
 * A finding for each source that no claim names: a list that may hold what nobody needs is soon not believed. Says nothing while there are
 * other findings, since a claim that could not be read may be the one that names it. `loaded` must be all scenarios.
 */
export function unusedSources(places: Places, { scenarios, sources, diagnostics }: Loaded): Diagnostic[] {
  if (diagnostics.length > 0) return [];
  const used = new Set(scenarios.flatMap((scenario) => scenario.claims.map((claim) => claim.source)));
  const unused = sources.filter(({ id }) => !used.has(id));
  if (unused.length === 0) return [];
  const path = join(places.scenarios, 'sources.yaml');
  const file = shownPath(places, path);
  const read = readText(path, file);
  const source = 'text' in read ? parseYaml(file, read.text).source : undefined;
  if (source === undefined) return [];
  return unused.map(({ id }) => ({
    file,
    ...source.atKey([id]),
    message: `No claim names the source '${id}'.`,
    hint: `Add a claim that rests on it (source: ${id}), or take it out.`,
  }));
}
