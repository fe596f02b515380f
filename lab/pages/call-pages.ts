import type { Atlas } from '../atlas/atlas.ts';
import { compare } from '../atlas/order.ts';
import { situationsBy } from '../findings/situation.ts';
import type { Situation } from '../findings/situation.ts';
import { someOf } from '../prose.ts';
import { callGroupOf, callGroups } from '../findings/call-group.ts';
import type { CallGroup } from '../findings/call-group.ts';
import { generated, link, page } from './markdown.ts';
import { returningText } from './returning-text.ts';
import { situationTable } from './situation-table.ts';

/** `reports/calls/`: a page for each group of calls that was measured, with all that they return and in which situations. */
export function callPages(atlas: Atlas): Map<string, string> {
  const byGroup = situationsBy(atlas, (call) => {
    const group = callGroupOf(call);
    return group === undefined ? [] : [group.id];
  });
  const measured = callGroups.filter(({ id }) => byGroup.has(id));
  return new Map(measured.map((group) => [`calls/${group.id}.md`, callPage(group, byGroup.get(group.id) ?? [])]));
}

function callPage(group: CallGroup, found: readonly Situation[]): string {
  const byOutcome = new Map<string, Situation[]>();
  for (const one of found) {
    const text = returningText(one.outcome);
    const own = byOutcome.get(text);
    if (own === undefined) byOutcome.set(text, [one]);
    else own.push(one);
  }
  const sections = [...byOutcome].toSorted(([one], [other]) => rank(one) - rank(other) || compare(one, other));
  return page([
    generated,
    `# ${group.title}`,
    errorsText(sections.map(([outcome]) => outcome)),
    'Each row is a state in which these calls were measured to return this, in most settled trials. "We" are who makes the call.',
    ...sections.flatMap(([outcome, own]) => [
      `## ${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`,
      situationTable(own, '../', { outcome: false }),
    ]),
    link('All calls and outcomes', '../README.md'),
  ]);
}

/** Which errors were seen, as a sentence. */
function errorsText(outcomes: readonly string[]): string {
  const errors = new Set(outcomes.flatMap((outcome) => /^fails with (`[^`]+`)/.exec(outcome)?.[1] ?? []));
  return errors.size === 0 ? 'No error was seen.' : `Fails with ${someOf([...errors], 8)}.`;
}

/** Errors first, then what else is no plain success. */
function rank(outcome: string): number {
  if (outcome.startsWith('fails')) return 0;
  return outcome.startsWith('succeeds') || outcome.startsWith('returns data') ? 2 : 1;
}
