import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAtlas } from '../atlas/read-atlas.ts';
import type { Places } from '../root.ts';
import { readLinkModels } from '../models/models.ts';
import { withExcerpt } from '../pages/excerpt.ts';
import { withHeart } from '../pages/heart.ts';
import { renderModels } from '../pages/model-pages.ts';
import { findIn, renderReports } from '../pages/render.ts';
import { surprisesIn } from '../findings/surprise.ts';
import { compactOf } from '../models/compacting.ts';
import { surpriseLines } from '../pages/surprises-text.ts';
import { sitePage } from './site.tsx';
import { runtimesPage } from '../pages/runtimes-page.ts';
import { runtimesData } from '../runtimes/runtimes-data.ts';

/**
 * All generated files of a checkout, paths below `reports/`: the pages, and its README with the table of results. Throws as `readAtlas` does.
 */
export async function generatedFiles(places: Places): Promise<Map<string, string>> {
  const atlas = await readAtlas(places);
  const found = findIn(atlas);
  const files = renderReports(atlas, found);
  const models = await readLinkModels(places);
  const cases = atlas.scenarios.flatMap((scenario) => scenario.cases);
  for (const [path, text] of await renderModels(places, models, cases)) files.set(path, text);
  const ofRuntimes = runtimesPage(await runtimesData(places));
  if (ofRuntimes !== undefined) files.set('runtimes.md', ofRuntimes);
  const { judgements, decided } = found;
  const surprises = surpriseLines(atlas, surprisesIn(judgements, decided));
  files.set('index.html', await sitePage({ atlas, judgements, surprises }, models.map(compactOf)));
  const readme = await readFile(join(places.root, 'README.md'), 'utf8').catch(() => undefined);
  if (readme !== undefined) files.set('../README.md', withHeart(withExcerpt(readme, atlas), models));
  return files;
}
