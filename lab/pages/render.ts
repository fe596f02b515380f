import type { Atlas } from '../atlas/atlas.ts';
import { differencesByAxis } from '../findings/differences.ts';
import type { AxisFinding } from '../findings/differences.ts';
import { grouped } from '../grouped.ts';
import { judgeAll } from '../findings/judge.ts';
import type { Judgement } from '../findings/judge.ts';
import { callPages } from './call-pages.ts';
import { claimsPages } from './claims-page.ts';
import { differencesPages } from './differences-page.ts';
import { econnresetPage } from './econnreset-page.ts';
import { indexPage } from './index-page.ts';
import { outcomePages } from './outcome-pages.ts';
import { scenarioPage } from './scenario-page.ts';
import { systemsPage } from './systems-page.ts';
import { timingPage } from './timing-page.ts';
import { topicPage } from './topic-page.ts';
import { topicsOf } from './topic.ts';
import { viewOf } from './view.ts';
import { wordingsPage } from './wordings-page.ts';

/** What is found in an atlas, of which many pages tell. */
export interface Found {
  judgements: readonly Judgement[];
  decided: readonly AxisFinding[];
}

/** Judges all claims, and looks for what decides differences. */
export function findIn(atlas: Atlas): Found {
  return { judgements: judgeAll(atlas), decided: differencesByAxis(atlas) };
}

/** All generated files: path below `reports/`, with slashes, to text. The same atlas gives the same bytes. */
export function renderReports(atlas: Atlas, { judgements, decided }: Found = findIn(atlas)): Map<string, string> {
  const views = atlas.scenarios.map((scenario) => viewOf(scenario, atlas));
  const topics = topicsOf(views);
  const judgementsOf = grouped(judgements, ({ scenario }) => scenario);
  const pages = new Map<string, string>();
  const add = (path: string, text: string | undefined): void => void (text === undefined ? undefined : pages.set(path, text));

  add('econnreset.md', econnresetPage(atlas, judgements));
  if (judgements.length > 0) for (const [path, text] of claimsPages(atlas, topics, judgements)) pages.set(path, text);
  if (atlas.systems.length > 1) for (const [path, text] of differencesPages(decided)) pages.set(path, text);
  add('wordings.md', wordingsPage(atlas));
  add('timing.md', timingPage(atlas));
  if (atlas.systems.length > 0) pages.set('systems.md', systemsPage(atlas));
  for (const [path, text] of [...outcomePages(atlas), ...callPages(atlas)]) pages.set(path, text);
  for (const topic of topics) pages.set(`groups/${topic.tag}.md`, topicPage(topic, judgementsOf));
  for (const view of views) pages.set(`scenarios/${view.scenario.id}.md`, scenarioPage(view, atlas, judgementsOf.get(view.scenario) ?? []));
  return new Map([['README.md', indexPage({ atlas, judgements, decided, topics, pages })], ...pages]);
}
