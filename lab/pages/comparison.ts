import type { Case } from '../scenario/case.ts';
import { behaviourFor } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import type { Group } from '../atlas/group.ts';
import { kernelVersionsOf, nameGroups } from '../atlas/group-name.ts';
import { bullets, code, escape } from './markdown.ts';
import { allOf, count } from '../prose.ts';
import type { Row } from './row.ts';
import { sentenceOf } from '../atlas/identity.ts';

/** A group's name and in brackets how many targets it has, for each group. Markdown. */
export function columnTitles(groups: readonly Group[]): string[] {
  const names = nameGroups(groups);
  return groups.map((group, index) => `${escape(names[index] ?? '')} (${group.members.length})`);
}

/** What each column of a table of these rows stands for. Markdown. */
export function legend(atlas: Atlas, groups: readonly Group[], rows: readonly Row[]): string {
  const names = nameGroups(groups);
  const cases = rows.flatMap((row) => row.cases);
  const lines = groups.map((group, index) => {
    const [only] = group.members;
    const systems = group.members.length === 1 && only !== undefined ? sentenceOf(only.identity) : kernelVersionsOf(group.members);
    return `**${escape(names[index] ?? '')}**: ${escape(systems)}, measured as ${membersText(atlas, group.members, cases)}`;
  });
  return bullets(lines);
}

/** How to read the outcomes in these rows: a line of markdown for each kind of outcome that needs one. */
export function notes(rows: readonly Row[]): string {
  const texts = rows.flatMap((row) => row.steps.flatMap((step) => step.cells.map((cell) => cell.text)));
  const known: [RegExp, string][] = [
    [/`EOF/, '`EOF`: the call returned 0'],
    [/`[1-9][0-9]*[` ]/, 'a number: how many bytes the call took or returned'],
    [/`[1-9][^` ]* (?:"|0x)/, '`5 "hello"`: the bytes that came, shown where systems return the same count and different bytes'],
    [/\+SIGPIPE/, '`+SIGPIPE`: the call also raised this signal'],
    [/`blocks/, '`blocks`: the call had not returned by its deadline'],
    [/`=/, '`=`: what the call handed back through a pointer'],
    [/back-to-back/, 'back-to-back: only in back-to-back trials, without pauses between the steps'],
  ];
  return bullets(known.filter(([word]) => texts.some((text) => word.test(text))).map(([, note]) => note));
}

/** The targets of a group. A member with gaps has joined it on what it shares with the others; how much that is must be said. */
function membersText(atlas: Atlas, members: readonly System[], cases: readonly Case[]): string {
  const byCoverage = new Map<number, string[]>();
  for (const member of members) {
    const known = cases.filter((theCase) => behaviourFor(atlas, member, theCase) !== undefined).length;
    byCoverage.set(known, [...(byCoverage.get(known) ?? []), code(member.id)]);
  }
  return [...byCoverage]
    .toSorted(([one], [other]) => other - one)
    .map(([known, ids]) => (known === cases.length ? allOf(ids) : `${allOf(ids)} (${known} of ${count(cases.length, 'case')})`))
    .join(', ');
}
