import { causesOf } from '../../explain/causes-of.ts';
import type { Catalogue } from '../../explain/search.ts';
import type { Known } from '../data/decode.ts';

const made = new WeakMap<Known, Catalogue>();

/** What the box searches; made once. */
export function catalogueOf(known: Known): Catalogue {
  const before = made.get(known);
  if (before !== undefined) return before;
  const { atlas, vocabulary } = known;
  const catalogue: Catalogue = {
    causes: causesOf(atlas),
    vocabulary,
    scenarios: new Map(atlas.scenarios.map(({ id, title, question }) => [id, `${id} ${title} ${question}`])),
  };
  made.set(known, catalogue);
  return catalogue;
}
