import type { Source } from './case.ts';
import type { SourceKind } from './claim-words.ts';

/** For tests: sources with these ids, all of one kind. */
export function sourcesNamed(ids: readonly string[], kind: SourceKind = 'issue'): ReadonlyMap<string, Source> {
  return new Map(ids.map((id) => [id, { id, title: `Title of ${id}`, url: `https://example.org/${id}`, kind, read: '2026-01-31' }]));
}
