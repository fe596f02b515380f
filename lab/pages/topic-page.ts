import { page } from './markdown.ts';
import { matrixParts } from '../atlas/matrix.ts';
import { count } from './prose.ts';
import type { Topic } from './topic.ts';

/** `reports/groups/<tag>.md`: the comparison of the scenarios of one topic. */
export function topicPage({ title, views }: Topic): string {
  const cases = views.reduce((sum, { scenario }) => sum + scenario.cases.length, 0);
  const parted = views.reduce((sum, view) => sum + view.parted.length, 0);
  return page([
    '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->',
    `# ${title}`,
    `${count(views.length, 'scenario')} in ${count(cases, 'case')}; systems part in ${parted === 0 ? 'none' : parted} of them. [All findings](../README.md).`,
    ...matrixParts(views, '##', '../'),
  ]);
}
