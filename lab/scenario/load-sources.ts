import { join } from 'node:path';
import type { Places } from '../root.ts';
import type { Source } from './case.ts';
import type { Diagnostic } from './diagnostic.ts';
import { SourcesFile } from './file-schema.ts';
import { describeIssues } from './issues.ts';
import { readOwnText } from './read-text.ts';
import { shownPath } from './shown-path.ts';
import { parseYaml } from './source.ts';
import { checkSources } from './source-rules.ts';

/** What claims can name, by id; `undefined` if the file could not be read. */
export type Sources = ReadonlyMap<string, Source> | undefined;

/** Reads `scenarios/sources.yaml`. Never throws for what it says: that is in `diagnostics`. A source with something wrong is known all the same. */
export async function loadSources(places: Places): Promise<{ sources: Sources; diagnostics: Diagnostic[] }> {
  const path = join(places.scenarios, 'sources.yaml');
  const file = shownPath(places, path);
  const read = readOwnText(path, file);
  if ('diagnostic' in read) return { sources: undefined, diagnostics: [read.diagnostic] };
  const { source: yaml, diagnostics } = parseYaml(file, read.text);
  if (yaml === undefined) return { sources: undefined, diagnostics };
  const checked = SourcesFile.safeParse(yaml.data);
  if (!checked.success) return { sources: undefined, diagnostics: describeIssues(checked.error.issues, SourcesFile, yaml) };
  const found = await checkSources(checked.data);
  return {
    sources: new Map(Object.entries(checked.data).map(([id, source]) => [id, { id, ...source }])),
    diagnostics: found.map(({ path: at, key, message, hint }) => ({
      file,
      ...(key === true ? yaml.atKey(at) : yaml.at(at)),
      message,
      hint,
    })),
  };
}
