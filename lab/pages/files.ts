import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../failure.ts';
import { readResults } from '../results/store.ts';
import type { Places } from '../root.ts';
import { formatDiagnostic } from '../scenario/diagnostic.ts';
import { loadScenarios } from '../scenario/load.ts';
import { readLinkModels } from '../models/models.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { atlasJson } from './atlas-json.ts';
import { withExcerpt } from './excerpt.ts';
import { withHeart } from './heart.ts';
import { renderModels } from './model-pages.ts';
import { renderReports } from './render.ts';
import { runtimesPage } from './runtimes-page.ts';
import { runtimesData } from '../runtimes/runtimes-data.ts';

/** All scenarios and stored results of a checkout, merged. Throws LabError `bad-request` if a scenario or result file is wrong. */
async function readAtlas(places: Places): Promise<Atlas> {
  const [loaded, results] = await Promise.all([loadScenarios(places), readResults(places)]);
  const { scenarios, sources, diagnostics } = loaded;
  if (diagnostics.length > 0) {
    // A report from half of the scenarios would look like a whole one.
    throw new LabError('bad-request', diagnostics.map(formatDiagnostic).join('\n\n'), 'npm run lab -- check');
  }
  return mergeAtlas(scenarios, sources, results);
}

/**
 * Writes the merged data for programs into a folder, which is made if need be: `atlas.json`. It changes with every measurement, so it is no page of the
 * checkout. Returns the file's path. Throws as `readAtlas` does.
 */
export async function writeData(places: Places, folder: string): Promise<string> {
  const file = join(folder, 'atlas.json');
  const text = atlasJson(await readAtlas(places));
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
  return file;
}

/**
 * All generated files of a checkout, paths below `reports/`: the pages, and its README with the table of results. Throws as `readAtlas` does.
 */
export async function generatedFiles(places: Places): Promise<Map<string, string>> {
  const atlas = await readAtlas(places);
  const files = renderReports(atlas);
  const models = await readLinkModels(places);
  const cases = atlas.scenarios.flatMap((scenario) => scenario.cases);
  for (const [path, text] of await renderModels(places, models, cases)) files.set(path, text);
  const ofRuntimes = runtimesPage(await runtimesData(places));
  if (ofRuntimes !== undefined) files.set('runtimes.md', ofRuntimes);
  const readme = await readFile(join(places.root, 'README.md'), 'utf8').catch(() => undefined);
  if (readme !== undefined) files.set('../README.md', withHeart(withExcerpt(readme, atlas), models));
  return files;
}
