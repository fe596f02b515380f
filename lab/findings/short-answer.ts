import type { Case, Scenario } from '../scenario/case.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { onSystems } from '../pages/claim-text.ts';
import { eventsAfterEnd, familyOf, unreadTag } from '../atlas/event.ts';
import type { Event } from '../atlas/event.ts';
import { distinct } from '../atlas/group-name.ts';
import { code } from '../pages/markdown.ts';
import { allOf, anyOf } from '../prose.ts';

const families = ['AF_UNIX', 'TCP'] as const;

/** What the first read, or the first write, gives after the peer went away: with our data unread, and with nothing unread. */
interface Meaning {
  role: Event['role'];
  unread: string[];
  clean: string[];
  /** Where it means this: the systems of each family. */
  where: Map<(typeof families)[number], System[]>;
}

/**
 * The answer as lines of markdown, first on reads, then on writes; one line for each way to behave, the most widespread first. They say what was
 * measured in these scenarios, and nothing where nothing was.
 */
export function shortAnswer(atlas: Atlas, scenarios: readonly Scenario[]): string[] {
  return (['read', 'write'] as const).flatMap((role) =>
    meanings(atlas, scenarios, role)
      .toSorted((one, other) => extent(other) - extent(one))
      .map((meaning) => `**${placesText(meaning)}**: ${role === 'read' ? readSentence(meaning) : writeSentence(meaning)}`),
  );
}

function readSentence({ unread, clean }: Meaning): string {
  if (isOnly(unread, 'ECONNRESET') && isOnly(clean, 'EOF')) {
    return (
      'after the peer closed, `read` failing with `ECONNRESET` means that bytes which we had sent were still unread, and so are lost; ' +
      '`read` returning 0 means that nothing of ours was unread.'
    );
  }
  if (isOnly(unread, 'EOF') && isOnly(clean, 'EOF')) {
    return '`read` returns 0 whether or not the peer had read what we sent, so it does not tell that bytes were lost.';
  }
  return `the first \`read\` ${bothSituations(unread, clean)}.`;
}

function writeSentence({ unread, clean }: Meaning): string {
  if (unread.length > 0 && clean.length > 0 && [...unread, ...clean].every((outcome) => /^EPIPE(\+|$)/.test(outcome))) {
    const outcomes = [...new Set([...unread, ...clean])];
    return `\`write\` fails with ${listed(outcomes)} in both situations: the connection is gone, whatever became of the bytes sent before.`;
  }
  return `the first \`write\` ${bothSituations(unread, clean)}.`;
}

function bothSituations(unread: string[], clean: string[]): string {
  const parts = [
    unread.length === 0 ? undefined : `${verb(unread)} if the peer closed with our bytes unread`,
    clean.length === 0 ? undefined : `${verb(clean)} if it closed with nothing unread`,
  ];
  return allOf(parts.filter((part) => part !== undefined));
}

function verb(outcomes: string[]): string {
  if (outcomes.every((outcome) => /^[0-9]+$/.test(outcome))) return 'still succeeds';
  if (outcomes.every((outcome) => /^E[A-Z0-9]+(\+SIG[A-Z]+)?$/.test(outcome) && outcome !== 'EOF')) return `fails with ${listed(outcomes)}`;
  return `gives ${listed(outcomes)}`;
}

/** All ways to behave that were seen. Each kernel is looked at alone, version by version, then those that behave alike are put together. */
function meanings(atlas: Atlas, scenarios: readonly Scenario[], role: Event['role']): Meaning[] {
  const found = new Map<string, Meaning>();
  for (const kernel of distinct(atlas.systems, kernelOf)) {
    const systems = atlas.systems.filter((system) => kernelOf(system) === kernel);
    for (const family of families) {
      const cases = scenarios.flatMap((scenario) =>
        scenario.cases.map((theCase) => ({ theCase, isUnread: scenario.tags.includes(unreadTag) })),
      );
      const ofFamily = cases.filter(({ theCase }) => familyOf(theCase) === family);
      const [unread, clean] = [true, false].map((wanted) =>
        firstOutcomes(
          atlas,
          ofFamily.filter(({ isUnread }) => isUnread === wanted).map(({ theCase }) => theCase),
          systems,
          role,
        ),
      );
      if (unread === undefined || clean === undefined || unread.length + clean.length === 0) continue;
      const key = JSON.stringify([unread, clean]);
      const same = found.get(key) ?? { role, unread, clean, where: new Map() };
      same.where.set(family, [...(same.where.get(family) ?? []), ...systems]);
      found.set(key, same);
    }
  }
  return [...found.values()];
}

function firstOutcomes(atlas: Atlas, cases: readonly Case[], systems: readonly System[], role: Event['role']): string[] {
  const found = new Set<string>();
  for (const theCase of cases) {
    for (const system of systems) {
      const cell = cellFor(atlas, system, theCase);
      if (cell.state !== 'measured') continue;
      const settled = cell.traces.filter((trace) => trace.pacing === 'settled');
      for (const trace of settled.length > 0 ? settled : cell.traces) {
        const event = firstUntouched(eventsAfterEnd(theCase, trace), role);
        if (event !== undefined) found.add(event.text);
      }
    }
  }
  return [...found].toSorted();
}

/** The first such call that no earlier one can have influenced: reads that return 0 or data leave things as they are, errors are used up. */
function firstUntouched(events: readonly Event[], role: Event['role']): Event | undefined {
  for (const event of events) {
    if (event.role === role) return event.waiting ? undefined : event;
    if (event.role === 'write' || (event.outcome.kind !== 'eof' && event.outcome.kind !== 'returned')) return undefined;
  }
  return undefined;
}

/** AF_UNIX and TCP on Linux 6.18.44, AF_UNIX on macOS 15.4. */
function placesText({ where }: Meaning): string {
  const bySystems = new Map<string, string[]>();
  for (const [family, systems] of where) {
    const text = onSystems(systems);
    bySystems.set(text, [...(bySystems.get(text) ?? []), family]);
  }
  return [...bySystems].map(([systems, names]) => `${allOf(names)} on ${systems}`).join(', ');
}

function extent({ where }: Meaning): number {
  return [...where.values()].reduce((sum, systems) => sum + systems.length, 0);
}

function kernelOf({ identity }: System): string {
  return `${identity.name} ${identity.version}`;
}

function isOnly(outcomes: string[], wanted: string): boolean {
  return outcomes.length === 1 && outcomes[0] === wanted;
}

function listed(outcomes: string[]): string {
  return anyOf(outcomes.map(code));
}
