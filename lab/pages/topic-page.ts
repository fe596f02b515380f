import { scenarioLink } from './scenario-link.ts';
import type { Judgement } from '../findings/judge.ts';
import { blaming } from '../findings/verdict-words.ts';
import type { Scenario } from '../scenario/case.ts';
import { count } from '../prose.ts';
import { generated, page, table } from './markdown.ts';
import { matrixParts } from './matrix.ts';
import type { Topic } from './topic.ts';
import type { View } from './view.ts';

/** `reports/groups/<tag>.md`: the scenarios of one situation, with what is news in each, and the comparison of them all. */
export function topicPage({ title, views }: Topic, judgementsOf: ReadonlyMap<Scenario, readonly Judgement[]>): string {
  return page([
    generated,
    `# ${title}`,
    `${count(views.length, 'scenario')} in ${count(
      sum(views, ({ scenario }) => scenario.cases.length),
      'case',
    )}. [All findings](../README.md).`,
    table(
      ['scenario', 'cases', 'systems differ in', 'claims that are not so'],
      views.map((view) => row(view, judgementsOf.get(view.scenario) ?? [])),
    ),
    ...matrixParts(views, '##', '../'),
  ]);
}

function row({ scenario, differing }: View, judgements: readonly Judgement[]): string[] {
  const blamed = judgements.filter(({ verdict }) => blaming.includes(verdict)).length;
  const cases = scenario.cases.length;
  const differ = differing.length === 0 ? 'none' : differing.length === cases ? '**all**' : `**${differing.length}**`;
  return [scenarioLink(scenario, '../'), `${cases}`, differ, blamed === 0 ? '' : `**${blamed}**`];
}

function sum(views: readonly View[], of: (view: View) => number): number {
  return views.reduce((total, view) => total + of(view), 0);
}
