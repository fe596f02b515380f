import { readAtlas } from '../atlas/read-atlas.ts';
import { causesOf } from '../explain/causes-of.ts';
import { packCauses, unpackCauses } from '../explain/pack.ts';
import type { CauseTable } from '../explain/pack.ts';
import type { Catalogue } from '../explain/search.ts';
import type { Vocabulary } from '../explain/vocabulary.ts';
import { vocabularyOf } from '../explain/vocabulary-of.ts';
import { hashInputs } from '../pages/freshness.ts';
import { remembered } from '../remembered.ts';
import type { Places } from '../root.ts';

/** What the cache holds: as pages have it. */
interface Stored {
  table: CauseTable;
  vocabulary: Vocabulary;
  scenarios: [id: string, text: string][];
}

/**
 * Everything that can be searched, from the stored results; remembered, since to compute it takes seconds. Throws LabError `bad-request` if a scenario or result file
 * is wrong.
 */
export async function readCatalogue(places: Places): Promise<Catalogue> {
  const { table, vocabulary, scenarios } = await remembered<Stored>(places, 'explain', [await hashInputs(places)], async () => {
    const atlas = await readAtlas(places);
    const texts = atlas.scenarios.map(({ id, title, question, why }): [string, string] => [
      id,
      [id, title, question, why ?? ''].join('\n'),
    ]);
    return { value: { table: packCauses(causesOf(atlas)), vocabulary: vocabularyOf(atlas), scenarios: texts }, isLasting: true };
  });
  return { causes: unpackCauses(table), vocabulary, scenarios: new Map(scenarios) };
}
