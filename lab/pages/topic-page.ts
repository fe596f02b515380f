import type { Atlas } from '../atlas/atlas.ts';
import { page } from './markdown.ts';
import { matrixParts } from './matrix.ts';
import { count } from '../prose.ts';
import type { Topic } from './topic.ts';

/** `reports/groups/<tag>.md`: the comparison of the scenarios of one topic. */
export function topicPage(atlas: Atlas, { title, views }: Topic): string {
  const cases = views.reduce((sum, { scenario }) => sum + scenario.cases.length, 0);
  const differing = views.reduce((sum, view) => sum + view.differing.length, 0);
  return page([
    '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
    `# ${title}`,
    `${count(views.length, 'scenario')} in ${count(cases, 'case')}; systems differ in ${differing === 0 ? 'none' : differing} of them. [All findings](../README.md).`,
    ...matrixParts(atlas, views, '##', '../'),
  ]);
}
