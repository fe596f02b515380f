import type { Atlas } from './atlas.ts';
import { atlasJson } from './atlas-json.ts';
import { econnresetPage } from './econnreset-page.ts';
import { judgeAll } from './judge.ts';
import { overviewPage } from './overview-page.ts';
import { scenarioPage } from './scenario-page.ts';

/** All generated files: path below `reports/`, with slashes, to text. The same atlas gives the same bytes. */
export function renderReports(atlas: Atlas): Map<string, string> {
  const judgements = judgeAll(atlas);
  const answer = econnresetPage(atlas, judgements);
  const files = new Map<string, string>([
    ['README.md', overviewPage(atlas, judgements, answer !== undefined)],
    ['atlas.json', atlasJson(atlas, judgements)],
  ]);
  if (answer !== undefined) files.set('econnreset.md', answer);
  for (const scenario of atlas.scenarios) files.set(`scenarios/${scenario.id}.md`, scenarioPage(scenario, atlas, judgements));
  return files;
}
