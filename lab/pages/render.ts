import type { Atlas } from '../atlas/atlas.ts';
import { atlasJson } from './atlas-json.ts';
import { claimsPages } from './claims-page.ts';
import { differencesByAxis } from '../findings/differences.ts';
import { differencesPage } from './differences-page.ts';
import { econnresetPage } from './econnreset-page.ts';
import { judgeAll } from '../findings/judge.ts';
import { areGroupsApart, overviewPage } from './overview-page.ts';
import { scenarioPage } from './scenario-page.ts';
import { topicPage } from './topic-page.ts';
import { topicsOf } from './topic.ts';
import { viewOf } from './view.ts';

/** All generated files: path below `reports/`, with slashes, to text. The same atlas gives the same bytes. */
export function renderReports(atlas: Atlas): Map<string, string> {
  const judgements = judgeAll(atlas);
  const answer = econnresetPage(atlas, judgements);
  const topics = topicsOf(atlas.scenarios.map((scenario) => viewOf(scenario, atlas)));
  const decided = differencesByAxis(atlas);
  const pages = { answer: answer !== undefined, claims: judgements.length > 0, groups: areGroupsApart(topics) };
  const files = new Map<string, string>([
    ['README.md', overviewPage({ atlas, judgements, topics, decided }, pages)],
    ['atlas.json', atlasJson(atlas, judgements)],
  ]);
  if (answer !== undefined) files.set('econnreset.md', answer);
  if (pages.claims) for (const [path, text] of claimsPages(atlas, judgements)) files.set(path, text);
  if (atlas.systems.length > 1) files.set('differences.md', differencesPage(atlas, decided));
  if (pages.groups) for (const topic of topics) files.set(`groups/${topic.tag}.md`, topicPage(atlas, topic));
  for (const scenario of atlas.scenarios) files.set(`scenarios/${scenario.id}.md`, scenarioPage(scenario, atlas, judgements));
  return files;
}
