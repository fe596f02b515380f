import type { Case, Scenario } from '../scenario/case.ts';
import { cellFor } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import type { Cell } from '../atlas/cell.ts';
import { errnoOf, eventsAfterEnd, familyOf, unreadTag } from '../atlas/event.ts';
import type { Event } from '../atlas/event.ts';
import { escape } from '../pages/markdown.ts';
import { onSystems } from '../pages/claim-text.ts';
import { scenarioLink } from './finding.ts';
import { someOf } from '../prose.ts';
import { whereText } from '../pages/where.ts';

/** Something that a trace can show, and how to say that it was seen. */
interface Pattern {
  /** The sentence's beginning, as markdown; what follows is where it was seen. */
  says: string;
  isIn: (events: readonly Event[], scenario: Scenario) => boolean;
  /** Set where it is looked for in SEQPACKET sockets; else it is in streams. */
  isOfPackets?: true;
  /** Set where it is so common that only the systems are told apart, not the scenarios. */
  isCommon?: true;
}

const patterns: Pattern[] = [
  {
    says: '**The first write after the peer closed succeeds**, and only a later one fails; what it wrote is lost',
    isIn: (events) => {
      const [first, ...later] = events.filter((event) => event.role === 'write' && !event.waiting);
      return first?.outcome.kind === 'returned' && later.some((event) => errnoOf(event) !== undefined);
    },
  },
  {
    says: '**`ECONNRESET` has other causes** than data that the peer left unread: a read also fails with it here',
    isIn: (events, { tags }) => !tags.includes(unreadTag) && events.some((event) => isReset(event, 'read')),
  },
  {
    says: '**The error is reported once**: the read after the one that failed with `ECONNRESET` returns 0',
    isIn: (events) => pairs(events).some(([one, next]) => isReset(one, 'read') && next.role === 'read' && next.outcome.kind === 'eof'),
  },
  {
    says: '**The error stays**: the read after the one that failed with `ECONNRESET` fails with it again',
    isIn: (events) => pairs(events).some(([one, next]) => isReset(one, 'read') && isReset(next, 'read')),
  },
  {
    says: '**A write that fails with `EPIPE` leaves the reset for a later read**, which then fails with `ECONNRESET`',
    isIn: (events) => pairs(events).some(([one, next]) => one.role === 'write' && errnoOf(one) === 'EPIPE' && isReset(next, 'read')),
  },
  {
    says: '**A write that fails with `ECONNRESET` uses the reset up**: the next read returns 0',
    isIn: (events) => {
      const reset = events.findIndex((event) => isReset(event, 'write'));
      const next = events.slice(reset + 1).find((event) => event.role === 'read');
      return reset >= 0 && next?.outcome.kind === 'eof';
    },
  },
  {
    says: '**The next write after one that failed with `ECONNRESET` fails with `EPIPE`**',
    isIn: (events) =>
      pairs(events.filter((event) => event.role === 'write')).some(([one, next]) => isReset(one, 'write') && errnoOf(next) === 'EPIPE'),
  },
  {
    says: '**A write that was already waiting** when the peer went away fails with `ECONNRESET`, not `EPIPE`',
    isIn: (events) => events.some((event) => event.waiting && isReset(event, 'write')),
  },
  {
    says: '**A write that was already waiting** when the peer went away fails with `EPIPE`',
    isIn: (events) => events.some((event) => event.waiting && event.role === 'write' && errnoOf(event) === 'EPIPE'),
  },
  {
    says: '**A write that was already waiting** when the peer went away returns how many bytes had been taken; only the next call fails',
    isIn: (events) =>
      events.some(
        (event, index) =>
          event.waiting && event.role === 'write' && event.outcome.kind === 'returned' && events.slice(index + 1).some(isFailure),
      ),
  },
  {
    isCommon: true,
    says: '**`EPIPE` comes with SIGPIPE**, which ends a process that neither handles nor ignores it',
    isIn: (events) => events.some((event) => errnoOf(event) === 'EPIPE' && hasSignal(event)),
  },
  {
    isCommon: true,
    says: '**`EPIPE` comes without SIGPIPE** although nobody asked for that',
    isIn: (events) => events.some((event) => errnoOf(event) === 'EPIPE' && !event.isQuiet && !hasSignal(event)),
  },
  {
    isCommon: true,
    says: '**`ECONNRESET` comes without SIGPIPE** where a write reports it',
    isIn: (events) => events.some((event) => isReset(event, 'write') && !event.isQuiet && !hasSignal(event)),
  },
  {
    isOfPackets: true,
    says: '**With SEQPACKET, a write to an AF_UNIX socket reports `ECONNRESET`** too',
    isIn: (events) => events.some((event) => isReset(event, 'write')),
  },
  {
    isOfPackets: true,
    isCommon: true,
    says: '**With SEQPACKET, `EPIPE` comes without SIGPIPE**',
    isIn: (events) => events.some((event) => errnoOf(event) === 'EPIPE' && !event.isQuiet && !hasSignal(event)),
  },
];

/** What the measurements show beyond the plain question: one line of markdown for each pattern that was seen, and where. */
export function subtleties(atlas: Atlas, scenarios: readonly Scenario[]): string[] {
  return patterns.flatMap((pattern) => {
    const seen = scenarios.flatMap((scenario) => sightings(atlas, scenario, pattern));
    return seen.length === 0 ? [] : [`${pattern.says}. ${pattern.isCommon === true ? systemsOf(atlas, seen) : merged(seen)}.`];
  });
}

interface Sighting {
  scenario: Scenario;
  case: Case;
  systems: System[];
}

/** Where a pattern is in the settled traces of all of a case's trials; those made back-to-back say more about speed. */
function sightings(atlas: Atlas, scenario: Scenario, pattern: Pattern): Sighting[] {
  return scenario.cases.flatMap((theCase) => {
    const family = familyOf(theCase);
    if (family === undefined || (family === 'AF_UNIX SEQPACKET') !== (pattern.isOfPackets === true)) return [];
    const systems = atlas.systems.filter((system) => isSeenIn(cellFor(atlas, system, theCase), theCase, scenario, pattern));
    return systems.length === 0 ? [] : [{ scenario, case: theCase, systems }];
  });
}

/** What has been asked of a cell already: systems that saw the same share it. */
const answers = new WeakMap<Pattern, WeakMap<Cell, boolean>>();

function isSeenIn(cell: Cell, theCase: Case, scenario: Scenario, pattern: Pattern): boolean {
  if (cell.state !== 'measured') return false;
  const known = answers.get(pattern) ?? new WeakMap<Cell, boolean>();
  answers.set(pattern, known);
  const before = known.get(cell);
  if (before !== undefined) return before;
  const settled = cell.traces.filter((trace) => trace.pacing === 'settled');
  const traces = settled.length > 0 ? settled : cell.traces;
  const isSeen = traces.every((trace) => pattern.isIn(eventsAfterEnd(theCase, trace), scenario));
  known.set(cell, isSeen);
  return isSeen;
}

/** Sightings on the same systems in one sentence: on Linux 6.18.44: *title* (tcp4, tcp6) and *title*. */
function merged(seen: readonly Sighting[]): string {
  const bySystems = new Map<string, Map<Scenario, Case[]>>();
  for (const { scenario, case: theCase, systems } of seen) {
    const text = onSystems(systems);
    const scenarios = bySystems.get(text) ?? new Map<Scenario, Case[]>();
    scenarios.set(scenario, [...(scenarios.get(scenario) ?? []), theCase]);
    bySystems.set(text, scenarios);
  }
  const sentences = [...bySystems].map(([systems, scenarios]) => {
    const places = [...scenarios].map(([scenario, cases]) => {
      const where = cases.length === scenario.cases.length ? '' : ` (${escape(whereText(scenario, cases))})`;
      return `${scenarioLink(scenario)}${where}`;
    });
    return `on ${systems}: ${someOf(places, 3)}`;
  });
  return `Seen ${sentences.join('; ')}`;
}

function systemsOf(atlas: Atlas, seen: readonly Sighting[]): string {
  return `Seen on ${onSystems(atlas.systems.filter((system) => seen.some(({ systems }) => systems.includes(system))))}`;
}

function isFailure(event: Event): boolean {
  return errnoOf(event) !== undefined;
}

function pairs(events: readonly Event[]): [Event, Event][] {
  return events.flatMap((event, index): [Event, Event][] => {
    const next = events.slice(index + 1).find((other) => other.fd === event.fd);
    return next === undefined ? [] : [[event, next]];
  });
}

function isReset(event: Event, role: Event['role']): boolean {
  return event.role === role && errnoOf(event) === 'ECONNRESET';
}

function hasSignal({ outcome }: Event): boolean {
  return outcome.kind === 'failed' && outcome.along.includes('SIGPIPE');
}
