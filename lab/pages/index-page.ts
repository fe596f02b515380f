import type { Atlas } from '../atlas/atlas.ts';
import { distinct, kernelVersionsOf } from '../atlas/group-name.ts';
import { named } from '../atlas/identity.ts';
import type { System } from '../atlas/system.ts';
import { claimedTable } from './claimed-text.ts';
import type { AxisFinding } from '../findings/differences.ts';
import type { Judgement } from '../findings/judge.ts';
import { surprisesIn } from '../findings/surprise.ts';
import { count, someOf } from '../prose.ts';
import { bullets, escape, generated, link, page, table } from './markdown.ts';
import { choiceText, surpriseLines } from './surprises-text.ts';
import type { Topic } from './topic.ts';

/** What the index is made of: all that is known, and the other pages, path below `reports/` to text. */
export interface Indexed {
  atlas: Atlas;
  judgements: readonly Judgement[];
  decided: readonly AxisFinding[];
  topics: readonly Topic[];
  pages: ReadonlyMap<string, string>;
}

/** `reports/README.md`: what is here, what surprises, the systems at a glance, and the ways in: by call, by outcome, by situation. */
export function indexPage({ atlas, judgements, decided, topics, pages }: Indexed): string {
  const surprises = surpriseLines(atlas, surprisesIn(judgements, decided));
  const claimed = claimedTable(atlas, judgements);
  return page([
    generated,
    '# What socket calls return when the peer closes, resets, shuts down or dies',
    coverageText(atlas),
    waysIn(pages),
    ...(surprises.length === 0 ? [] : ['## Findings that surprise', bullets(surprises), choiceText]),
    ...(atlas.systems.length === 0 ? [] : ['## Systems at a glance', glance(atlas.systems)]),
    ...entries('By call', 'Each call, and what it returns in which situation.', 'calls/', pages),
    ...entries('By outcome', 'Each outcome, and every call and situation that ends with it.', 'outcomes/', pages),
    ...(topics.length === 0 ? [] : ['## By situation', situations(topics)]),
    ...(claimed === ''
      ? []
      : [
          '## Claimed, not measured',
          'Nobody has measured these systems yet; what sources say of them fills no cell. One file is enough to change that: see [CONTRIBUTING.md](../CONTRIBUTING.md).',
          claimed,
        ]),
  ]);
}

function coverageText({ systems, scenarios, cases }: Atlas): string {
  const asked = `${count(scenarios.length, 'scenario')} in ${count(cases.length, 'case')}`;
  if (systems.length === 0) return `${asked}, and nothing measured yet. Begin with \`npm run lab\`.`;
  return `${asked}, each asked of every system with the same agent; every number can be measured again with \`npm run lab\`.`;
}

/** The pages that answer a question of their own, those that there are. */
function waysIn(pages: ReadonlyMap<string, string>): string {
  const known: [path: string, question: string][] = [
    ['econnreset.md', 'What does ECONNRESET mean, and which calls return it?'],
    ['models/README.md', 'How does a connection behave, state by state?'],
    ['differences.md', 'Where do kernels, their versions, libcs and architectures differ?'],
    ['claims.md', 'What do standards, manual pages, sources and answers say, and is it so?'],
    ['wordings.md', 'Which error is errno 54, and what do libcs call it?'],
    ['timing.md', 'What is timing-dependent or flaky?'],
    ['systems.md', 'What was measured, where, when and by whom?'],
  ];
  const rows = known.filter(([path]) => pages.has(path)).map(([path, question]) => [question, link(path, path)]);
  return rows.length === 0 ? '' : table(['question', 'page'], rows);
}

function glance(systems: readonly System[]): string {
  const rows = distinct(systems, ({ identity }) => identity.name).map((name) => {
    const own = systems.filter(({ identity }) => identity.name === name);
    return [
      escape(kernelVersionsOf(own)),
      escape(
        someOf(
          distinct(own, ({ identity }) => named(identity.libc)),
          6,
        ),
      ),
      escape(distinct(own, ({ identity: { arch, bits } }) => (arch === 'x86_64' && bits === 32 ? `${arch} (32-bit)` : arch)).join(', ')),
    ];
  });
  return `${table(['kernel', 'libc', 'architecture'], rows)}\n\nEach with its provenance: [systems.md](systems.md).`;
}

/** The pages of a folder by their titles. A page about a call or an outcome names it in its first heading. */
function entries(title: string, what: string, folder: string, pages: ReadonlyMap<string, string>): string[] {
  const found = [...pages].filter(([path]) => path.startsWith(folder));
  if (found.length === 0) return [];
  const rows = found.map(([path, text]) => [link(titleOf(text), path), leadOf(text)]);
  return [`## ${title}`, what, table(['page', 'about'], rows)];
}

function titleOf(text: string): string {
  return /^# (.*)$/m.exec(text)?.[1] ?? '';
}

/** The first sentence below the heading. */
function leadOf(text: string): string {
  const paragraph = /^# .*\n\n([^\n|#]+)/m.exec(text)?.[1] ?? '';
  const sentence = /^.*?[.!?:](?= |$)/.exec(paragraph)?.[0] ?? paragraph;
  return sentence.length > 160 || sentence.includes('](') ? '' : sentence;
}

function situations(topics: readonly Topic[]): string {
  return table(
    ['situation', 'scenarios', 'cases', 'systems differ in'],
    topics.map(({ tag, title, views }) => {
      const cases = views.reduce((sum, { scenario }) => sum + scenario.cases.length, 0);
      const differing = views.reduce((sum, view) => sum + view.differing.length, 0);
      return [link(escape(title), `groups/${tag}.md`), `${views.length}`, `${cases}`, differing === 0 ? 'none' : `${differing}`];
    }),
  );
}
