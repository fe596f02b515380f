import { LabError } from '../failure.ts';
import { readResults } from '../results/store.ts';
import type { Places } from '../root.ts';
import { formatDiagnostic } from '../scenario/diagnostic.ts';
import { loadScenarios } from '../scenario/load.ts';
import { mergeAtlas } from './atlas.ts';
import type { Atlas } from './atlas.ts';

/** All scenarios and stored results of a checkout, merged. Throws LabError `bad-request` if a scenario or result file is wrong. */
export async function readAtlas(places: Places): Promise<Atlas> {
  const [loaded, results] = await Promise.all([loadScenarios(places), readResults(places)]);
  const { scenarios, sources, diagnostics } = loaded;
  if (diagnostics.length > 0) {
    // A report from half of the scenarios would look like a whole one.
    throw new LabError('bad-request', diagnostics.map(formatDiagnostic).join('\n\n'), 'npm run lab -- check');
  }
  return mergeAtlas(scenarios, sources, results);
}
