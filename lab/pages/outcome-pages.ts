import type { Atlas } from '../atlas/atlas.ts';
import { compare } from '../atlas/order.ts';
import type { CallMade } from '../findings/call-made.ts';
import { plain } from '../findings/returning.ts';
import { situationsBy } from '../findings/situation.ts';
import type { Situation } from '../findings/situation.ts';
import { callGroupOf, callGroups } from '../findings/call-group.ts';
import { generated, link, page } from './markdown.ts';
import { kindsOf, outcomeKind } from './outcome-kinds.ts';
import { situationTable } from './situation-table.ts';

/** `reports/outcomes/`: a page for each kind of outcome that was seen, with every call and situation that returns it. */
export function outcomePages(atlas: Atlas): Map<string, string> {
  const sections = new Map<string, Map<string, Situation[]>>();
  for (const [key, found] of situationsBy(atlas, (call) => kindsOf(call).map((kind) => `${kind}\n${sectionOf(kind, call)}`))) {
    const [kind = '', section = ''] = key.split('\n');
    sections.set(kind, (sections.get(kind) ?? new Map()).set(section, found));
  }
  const kinds = [...sections.keys()].toSorted(compare);
  return new Map(kinds.map((kind) => [`outcomes/${kind}.md`, outcomePage(kind, sections.get(kind) ?? new Map())]));
}

function outcomePage(kind: string, sections: ReadonlyMap<string, Situation[]>): string {
  const { title, alsoSeenAs } = outcomeKind(kind);
  const order = kind === 'POLLHUP' ? Object.values(hangUp) : callGroups.map((group) => group.title);
  return page([
    generated,
    `# ${title}`,
    alsoSeenAs === '' ? '' : `Seen as ${alsoSeenAs}`,
    kind === 'ECONNRESET' ? `What it means, and when it comes: ${link('ECONNRESET, EPIPE and EOF', '../econnreset.md')}.` : '',
    'Each row is a state in which these calls were measured to return it, in most settled trials. "We" are who makes the call.',
    ...order.flatMap((section) => {
      const found = sections.get(section) ?? [];
      const hasSeveral = new Set(found.map(({ outcome }) => plain(outcome))).size > 1;
      return found.length === 0 ? [] : [`## ${section}`, situationTable(found, '../', { outcome: hasSeveral })];
    }),
    link('All calls and outcomes', '../README.md'),
  ]);
}

/** POLLHUP is asked about together with POLLIN. */
const hangUp = {
  without: 'POLLHUP without POLLIN, although POLLIN was asked for',
  together: 'POLLHUP together with POLLIN',
  notAsked: 'POLLHUP where POLLIN was not asked for',
};

/** The section of a kind's page that a call belongs to. */
function sectionOf(kind: string, call: CallMade): string {
  if (kind !== 'POLLHUP') return callGroupOf(call)?.title ?? '';
  if (!call.asked.includes('IN')) return hangUp.notAsked;
  return call.outcome.kind === 'events' && call.outcome.events.includes('IN') ? hangUp.together : hangUp.without;
}
