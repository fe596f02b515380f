import type { Judgement } from '../findings/judge.ts';
import { blaming } from '../findings/verdict.ts';
import { bullets, link } from './markdown.ts';
import { scenarioLink } from '../findings/finding.ts';
import { allOf, count } from '../prose.ts';
import type { Topic } from './topic.ts';
import type { View } from './view.ts';

/** All scenarios by topic, a line each, with what is news in them. Parts of a page beside the folders of pages. */
export function scenarioIndex(topics: readonly Topic[], judgements: readonly Judgement[], hasPages: boolean): string[] {
  const refuted = new Map<string, number>();
  for (const { scenario, verdict } of judgements) {
    if (blaming.includes(verdict)) refuted.set(scenario.id, (refuted.get(scenario.id) ?? 0) + 1);
  }
  return topics.flatMap(({ tag, title, views }) => [
    `### ${title}`,
    hasPages ? `What the calls return: ${link('all cases of this group', `groups/${tag}.md`)}.` : '',
    bullets(views.map((view) => line(view, refuted.get(view.scenario.id) ?? 0))),
  ]);
}

function line({ scenario, differing }: View, refuted: number): string {
  const cases = scenario.cases.length;
  const news = [
    ...(differing.length === 0
      ? []
      : [`**systems differ** in ${differing.length === cases ? 'all' : `${differing.length} of`} ${count(cases, 'case')}`]),
    ...(refuted === 0 ? [] : [`**${count(refuted, 'claim')} not so**`]),
  ];
  return `${scenarioLink(scenario)}${news.length === 0 ? '' : `: ${allOf(news)}`}`;
}
