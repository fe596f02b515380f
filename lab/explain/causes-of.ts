import type { Atlas } from '../atlas/atlas.ts';
import { compare } from '../atlas/order.ts';
import type { System } from '../atlas/system.ts';
import { isSome } from '../facts/count.ts';
import type { Truth } from '../facts/count.ts';
import { describe } from '../facts/describe.ts';
import { families } from '../facts/facts.ts';
import { callGroupOf, callGroups } from '../findings/call-group.ts';
import { callsMade } from '../findings/call-made.ts';
import type { CallMade } from '../findings/call-made.ts';
import { callWords } from '../findings/call-words.ts';
import type { Cause, Place, Received, Sent } from './cause.ts';
import { didText } from './did.ts';
import { signalOf, wordOf } from './outcome-word.ts';

const known = new WeakMap<Atlas, Cause[]>();

/**
 * All causes that were measured: by sort of call, sort of connection, outcome, and then the plain states first. Of each system, as most of its settled
 * trials went. Calls that only make or copy descriptors, and what is ordinary, are left out. Computed once an atlas.
 */
export function causesOf(atlas: Atlas): readonly Cause[] {
  const before = known.get(atlas);
  if (before !== undefined) return before;
  const entries = new Map<string, Entry>();
  const asked = new Map<string, Set<System>>();
  for (const call of callsMade(atlas)) {
    const group = callGroupOf(call);
    if (group === undefined || isOrdinary(group.id, call)) continue;
    const wasWaiting = call.atStart !== undefined;
    const state = `${describe(call.facts)}${wasWaiting ? ' (the call was already waiting)' : ''}`;
    const [outcome, signal] = [wordOf(call), signalOf(call.outcome)];
    const place = [group.id, call.facts.family, state].join('\n');
    const there = asked.get(place) ?? new Set();
    asked.set(place, there);
    const key = [place, outcome, signal].join('\n');
    const entry =
      entries.get(key) ?? entryOf(call, { group: group.id, state, did: didText(call.facts, wasWaiting), outcome, signal, asked: there });
    entries.set(key, entry);
    add(atlas, entry, call);
  }
  const causes = [...entries.values()].map((entry) => causeOf(atlas, entry)).toSorted(byPlace);
  known.set(atlas, causes);
  return causes;
}

/** What nobody asks the cause of, and most cases have: that close(), setsockopt() and the like did what they shall, or told a number. */
function isOrdinary(group: string, { outcome }: CallMade): boolean {
  return ordinary.has(group) && outcome.kind !== 'failed' && outcome.kind !== 'blocks' && outcome.kind !== 'killed';
}
const ordinary: ReadonlySet<string> = new Set(['close', 'listen', 'setsockopt', 'asking']);

/** A cause while it is collected. */
interface Entry {
  group: string;
  state: string;
  did: string;
  outcome: string;
  signal: string | undefined;
  link: Cause['link'];
  asked: Set<System>;
  cases: Set<string>;
  ours: Sent;
  theirs: Received;
  /** By scenario, timing, link and call, each with a line break behind it: the systems. */
  cells: Map<string, Set<System>>;
  example: CallMade;
}

function entryOf(call: CallMade, parts: Pick<Entry, 'group' | 'state' | 'did' | 'outcome' | 'signal' | 'asked'>): Entry {
  return {
    ...parts,
    link: call.facts.family,
    cases: new Set(),
    ours: oursIn(call),
    theirs: theirsIn(call),
    cells: new Map(),
    example: call,
  };
}

function add(atlas: Atlas, entry: Entry, call: CallMade): void {
  entry.cases.add(call.case.id);
  entry.ours = together(entry.ours, oursIn(call));
  entry.theirs = together(entry.theirs, theirsIn(call));
  if (plainness(call, entry.example) < 0) entry.example = call;
  const cells = atlas.outcomes.get(call.case.id)?.cellOf;
  const name = callWords(call);
  for (const system of call.systems) {
    const cell = cells?.[system.index];
    const timing = cell?.state === 'measured' ? cell.determinism : 'deterministic';
    const key = [call.scenario.id, timing, call.facts.via, name].join('\n');
    const there = entry.cells.get(key) ?? new Set();
    entry.cells.set(key, there.add(system));
    entry.asked.add(system);
  }
}

/** A plain call before one with flags; the fewer steps before it, and then in all, the plainer; then the shorter id. */
function plainness(one: CallMade, other: CallMade): number {
  const oddness = (call: CallMade): number => Number(callWords(call) !== callGroupOf(call)?.id);
  return (
    oddness(one) - oddness(other) ||
    one.index - other.index ||
    one.case.steps.length - other.case.steps.length ||
    one.case.id.length - other.case.id.length ||
    compare(one.case.id, other.case.id)
  );
}

function causeOf(atlas: Atlas, entry: Entry): Cause {
  const seen = placesOf(atlas, entry);
  const { group, outcome, signal, link, state, did, ours, theirs, example } = entry;
  const systems = new Set(seen.flatMap(({ on }) => on));
  return {
    call: group,
    calls: [...new Set(seen.flatMap(({ calls }) => calls))].toSorted(compare),
    outcome,
    signal,
    link,
    links: [...new Set(seen.flatMap(({ links }) => links))].toSorted(compare),
    state,
    did,
    on: atlas.systems.filter(({ id }) => systems.has(id)).map(({ id }) => id),
    asked: idsOf(atlas, entry.asked),
    cases: entry.cases.size,
    ours,
    theirs,
    seen,
    example: { case: example.case.id, step: example.index },
  };
}

/** The cells as few products: first links that the same systems show, then calls that the same links and systems do. */
function placesOf(atlas: Atlas, { cells }: Entry): Place[] {
  const byLink = new Map<string, { parts: [scenario: string, timing: string, on: string, call: string]; links: string[] }>();
  for (const [key, systems] of cells) {
    const [scenario = '', timing = '', link = '', call = ''] = key.split('\n');
    const parts: [string, string, string, string] = [scenario, timing, idsOf(atlas, systems).join('\n'), call];
    const own = byLink.get(JSON.stringify(parts)) ?? { parts, links: [] };
    own.links.push(link);
    byLink.set(JSON.stringify(parts), own);
  }
  const byCall = new Map<string, Place & { calls: string[] }>();
  for (const { parts, links } of byLink.values()) {
    const [scenario, timing, on, call] = parts;
    const key = JSON.stringify([scenario, timing, on, links.toSorted(compare)]);
    const own = byCall.get(key) ?? {
      scenario,
      calls: [],
      links: links.toSorted(compare),
      on: on.split('\n'),
      timing: timing as Place['timing'],
    };
    own.calls.push(call);
    byCall.set(key, own);
  }
  return [...byCall.values()]
    .map((place) => ({ ...place, calls: place.calls.toSorted(compare) }))
    .toSorted((one, other) => compare(one.scenario, other.scenario) || compare(textOf(one), textOf(other)));
}

function textOf({ timing, links, calls, on }: Place): string {
  return [timing, links.join(), calls.join(), on.join()].join('\n');
}

function idsOf(atlas: Atlas, some: ReadonlySet<System>): string[] {
  return atlas.systems.filter((system) => some.has(system)).map(({ id }) => id);
}

function oursIn({ facts: { peer } }: CallMade): Sent {
  if (peer === undefined) return 'none';
  const isUnread = either(isSome(peer.unread), isSome(peer.unreadMessages), isSome(peer.sentAfterGone));
  if (isUnread === 'unknown') return 'unknown';
  return isUnread ? (peer.gone === undefined ? 'waiting' : 'lost') : 'none';
}

function theirsIn(call: CallMade): Received {
  const { waiting, waitingMessages } = call.facts;
  const didWait = either(isSome(waiting), isSome(waitingMessages));
  if (didWait === false) return 'none';
  const later = [call, ...call.way.filter(({ index }) => index > call.index)].filter((one) => readsSame(one, call));
  if (later.some(({ outcome }) => outcome.kind === 'returned' && outcome.value > 0)) return 'readable';
  const readAgain = later.filter((one) => one !== call);
  return didWait === true && readAgain.length > 0 ? 'lost' : 'unknown';
}

function readsSame({ does }: CallMade, call: CallMade): boolean {
  return does.kind === 'reads' && 'fd' in call.does && does.fd === call.does.fd && does.most > 0 && !does.flags.includes('MSG_OOB');
}

function either(...all: readonly Truth[]): Truth {
  if (all.includes(true)) return true;
  return all.includes('unknown') ? 'unknown' : false;
}

/** What is so of both: what is known of one only is taken from it. */
function together<T extends Sent | Received>(one: T, other: T): T | 'varies' {
  if (one === other || other === 'unknown') return one;
  return one === 'unknown' ? other : 'varies';
}

const groupOrder = new Map(callGroups.map(({ id }, index) => [id, index]));

function byPlace(one: Cause, other: Cause): number {
  return (
    (groupOrder.get(one.call) ?? 0) - (groupOrder.get(other.call) ?? 0) ||
    families.indexOf(one.link) - families.indexOf(other.link) ||
    compare(one.outcome, other.outcome) ||
    compare(one.signal ?? '', other.signal ?? '') ||
    one.state.split(', ').length - other.state.split(', ').length ||
    compare(one.state, other.state)
  );
}
