import { LabError } from '../failure.ts';
import { readResults } from '../result/store.ts';
import type { Places } from '../root.ts';
import { formatDiagnostic } from '../scenario/diagnostic.ts';
import { loadScenarios } from '../scenario/load.ts';
import { mergeAtlas } from './atlas.ts';
import type { Atlas } from './atlas.ts';
import { renderReports } from './render.ts';
import { compareFiles, writeFiles } from './write.ts';
import type { Differences } from './write.ts';

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

/** Writes the reports from what is stored, and says what it changed. Running it again changes nothing. Throws as `readAtlas` does. */
export async function writeReports(places: Places): Promise<Differences> {
  return writeFiles(places, renderReports(await readAtlas(places)));
}

/** How the reports on the disk differ from what the stored results say. Writes nothing. Throws as `readAtlas` does. */
export async function checkReports(places: Places): Promise<Differences> {
  return compareFiles(places, renderReports(await readAtlas(places)));
}
