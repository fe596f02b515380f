import { titleOf } from '../atlas/identity.ts';
import { families } from '../facts/facts.ts';
import type { Family } from '../facts/facts.ts';
import { grouped } from '../grouped.ts';
import { allOf } from '../prose.ts';
import type { Cause, Received, Sent } from './cause.ts';
import type { Catalogue, Match } from './search.ts';
import { signs } from './signs.ts';
import type { SystemWords } from './vocabulary.ts';

/** What may have happened, for one call and outcome: causes that differ only in how the peer's last descriptor went, or in the connection, together. */
export interface Answer {
  /** What the other side did, as a sentence. */
  did: string;
  /** The state in words, with `peer closed` for every way to go. */
  state: string;
  call: string;
  outcome: string;
  /** Signals that came along on some systems. */
  signals: readonly string[];
  /** Where that was measured: sorts of connection with the systems in words, `AF_UNIX stream: Linux, gVisor`. */
  where: readonly string[];
  /** What systems that do not show it return in the same state, in words; empty if all show it. */
  elsewhere: readonly string[];
  /** Whether data is lost, as a sentence; empty if there was none. */
  data: string;
  /** How to tell it from the next answer; empty for the last. */
  tell: string;
  /** Cases that show it. */
  cases: number;
  example: Cause['example'];
  /** See `likelihood`. */
  points: number;
}

/**
 * The answers in what a search found, the likeliest first. Causes with other outcomes are answers of their own: ask for one outcome to get one list.
 */
export function answersIn(matches: readonly Match[], catalogue: Catalogue): Answer[] {
  const sets = grouped(matches, ({ cause }) => [cause.call, cause.outcome, gistOf(cause.state)].join('\n'));
  const answers = [...sets.values()].map((own) => answerOf(own, catalogue));
  const ranked = answers.toSorted(
    (one, other) => other.points - one.points || other.cases - one.cases || (one.state < other.state ? -1 : 1),
  );
  return ranked.map((answer, at) => ({ ...answer, tell: tellText(answer, ranked[at + 1]) }));
}

/** How the last descriptor of the peer went makes no difference to anybody but the peer. */
function gistOf(state: string): string {
  return state
    .replace(/peer's process (?:killed|exited)|peer closed by exec|peer lost in a message that nobody received/, 'peer closed')
    .replace(/ \(the call was already waiting\)$/, '');
}

function answerOf(matches: readonly Match[], catalogue: Catalogue): Answer {
  const causes = [...new Set(matches.map(({ cause }) => cause))];
  const plain = causes.toSorted((one, other) => exotic(one.state) - exotic(other.state) || other.cases - one.cases)[0] as Cause;
  const cases = causes.reduce((sum, one) => sum + one.cases, 0);
  const state = gistOf(plain.state);
  return {
    did: didOf(plain, causes),
    state,
    call: plain.call,
    outcome: plain.outcome,
    signals: [...new Set(causes.flatMap(({ signal }) => signal ?? []))],
    where: whereOf(matches, catalogue),
    elsewhere: elsewhereOf(causes, catalogue),
    data: dataText(together(causes.map(({ ours }) => ours)), together(causes.map(({ theirs }) => theirs))),
    tell: '',
    cases,
    example: plain.example,
    points: likelihood(state, matches, cases, catalogue),
  };
}

function didOf(plain: Cause, causes: readonly Cause[]): string {
  const has = (word: string): boolean => causes.some(({ state }) => state.includes(word));
  const words = [...(has('process killed') ? ['was killed'] : []), ...(has('process exited') ? ['ended'] : [])];
  if (words.length === 0 || !plain.did.startsWith('The peer closed its socket')) return plain.did;
  return plain.did.replace('closed its socket', `closed its socket (or its process ${words.join(' or ')})`);
}

/**
 * How likely a cause is, in points: up to 30 for the share of kernels (all versions of Linux are one) on which calls in this state show it; up to 30 for how
 * many cases do, 3 each time that doubles; minus what is exotic about it, see signs.ts. Measured is what happens if it comes to this; how often peers do
 * what is nobody's measurement: plain closing comes before what programs seldom do.
 */
function likelihood(state: string, matches: readonly Match[], cases: number, { vocabulary }: Catalogue): number {
  const kernelsOf = (ids: ReadonlySet<string>): number =>
    new Set(vocabulary.systems.filter(({ id }) => ids.has(id)).map(({ kernel }) => kernel)).size;
  const on = kernelsOf(new Set(matches.flatMap(({ place }) => place.on)));
  const asked = kernelsOf(new Set(matches.flatMap(({ cause }) => cause.asked)));
  return Math.round((30 * on) / Math.max(1, asked) + Math.min(30, 3 * Math.log2(cases + 1)) - exotic(state));
}

function exotic(state: string): number {
  return signs.reduce((sum, { pattern, exotic: points }) => sum + (pattern.test(state) ? points : 0), 0);
}

/** Sorts of connection that the same systems show it on stand together. */
function whereOf(matches: readonly Match[], { vocabulary }: Catalogue): string[] {
  const byFamily = new Map<Family, { on: Set<string>; asked: Set<string> }>();
  for (const { cause, place } of matches) {
    const own = byFamily.get(cause.link) ?? { on: new Set(), asked: new Set() };
    byFamily.set(cause.link, own);
    for (const id of place.on) own.on.add(id);
    for (const id of cause.asked) own.asked.add(id);
  }
  const bySystems = new Map<string, Family[]>();
  for (const family of families) {
    const own = byFamily.get(family);
    if (own === undefined) continue;
    const text = systemsText(own.on, own.asked, vocabulary.systems);
    bySystems.set(text, [...(bySystems.get(text) ?? []), family]);
  }
  return [...bySystems].map(([text, own]) => `${own.join(', ')}: ${text}`);
}

/**
 * Systems in a few words: a kernel's name where all of it that were asked are among them, else with some of the ids, or with those that are missing if these are
 * fewer.
 */
function systemsText(on: ReadonlySet<string>, asked: ReadonlySet<string>, systems: readonly SystemWords[]): string {
  const kernels = [...new Set(systems.filter(({ id }) => on.has(id)).map(({ kernel }) => kernel))];
  const sorted = [...kernels.filter((name) => name === 'linux'), ...kernels.filter((name) => name !== 'linux')];
  return sorted
    .map((kernel) => {
      const own = systems.filter((system) => system.kernel === kernel && asked.has(system.id)).map(({ id }) => id);
      const [has, lacks] = [own.filter((id) => on.has(id)), own.filter((id) => !on.has(id))];
      if (lacks.length === 0) return titleOf(kernel);
      return lacks.length < has.length ? `${titleOf(kernel)} but not ${some(lacks)}` : `${titleOf(kernel)} (${some(has)} only)`;
    })
    .join(', ');
}

function some(ids: readonly string[]): string {
  return ids.length <= 3 ? allOf(ids) : `${ids.slice(0, 2).join(', ')} and ${ids.length - 2} more`;
}

/** More of these than so many tell nobody anything. */
const mostElsewhere = 3;

/** What those systems return that do not show a cause in its state, one sort of connection after the other. */
function elsewhereOf(causes: readonly Cause[], { causes: all, vocabulary }: Catalogue): string[] {
  const outcome = causes[0]?.outcome;
  const found = new Map<string, Family[]>();
  for (const cause of causes) {
    const own = new Set(causes.filter((one) => one.link === cause.link && one.state === cause.state).flatMap(({ on }) => on));
    for (const other of sameSpot(all, cause)) {
      const there = other.on.filter((id) => !own.has(id));
      if (other.outcome === outcome || there.length === 0) continue;
      const text = `${systemsText(new Set(there), new Set(cause.asked), vocabulary.systems)}: ${outcomeText(other.outcome)}`;
      found.set(text, [...new Set([...(found.get(text) ?? []), cause.link])]);
    }
  }
  return [...found].slice(0, mostElsewhere).map(([text, own]) => `${own.join(', ')} on ${text}`);
}

const spots = new WeakMap<readonly Cause[], Map<string, Cause[]>>();

/** All causes of the same sort of call, connection and state. */
function sameSpot(all: readonly Cause[], { call, link, state }: Cause): readonly Cause[] {
  const index = spots.get(all) ?? grouped(all, (one) => [one.call, one.link, one.state].join('\n'));
  spots.set(all, index);
  return index.get([call, link, state].join('\n')) ?? [];
}

/** What a call does that has this outcome, in words that follow its name. */
export function outcomeText(outcome: string): string {
  switch (outcome) {
    case 'EOF':
      return 'returns 0 (EOF)';
    case 'blocks':
      return 'does not return';
    case 'killed':
      return 'kills the process';
    case 'data':
      return 'returns data';
    case 'succeeds':
      return 'succeeds';
    default:
      return /^E[A-Z0-9]{3,}$/.test(outcome) ? `fails with ${outcome}` : `returns ${outcome}`;
  }
}

function together<T extends Sent | Received>(all: readonly T[]): T | 'varies' {
  const distinct = new Set(all.filter((one) => one !== 'unknown'));
  const [only] = distinct;
  if (distinct.size > 1) return 'varies';
  return only ?? (all[0] as T);
}

function dataText(ours: Sent, theirs: Received): string {
  const sent: Record<Sent, string> = {
    none: '',
    waiting: 'What you sent is not lost yet: the peer can still read it.',
    lost: 'What you sent and the peer had not read is lost: send it again if that does no harm.',
    varies: 'Whether what you sent is lost varies from case to case.',
    unknown: 'Whether the peer had read all that you sent is unknown.',
  };
  const received: Record<Received, string> = {
    none: '',
    readable: 'What the peer had sent before can still be read: read on.',
    lost: 'What the peer had sent before and you had not read is lost.',
    varies: 'Whether what the peer had sent before can still be read varies from case to case.',
    unknown: '',
  };
  return [sent[ours], received[theirs]].filter((text) => text !== '').join(' ');
}

/** What is so of one answer and not of the next, or the other way round, that one can look for. */
function tellText(answer: Answer, next: Answer | undefined): string {
  if (next === undefined) return '';
  const has = (one: Answer, pattern: RegExp): boolean => pattern.test(one.state);
  const here = signs.find(({ pattern }) => has(answer, pattern) && !has(next, pattern));
  const there = signs.find(({ pattern }) => has(next, pattern) && !has(answer, pattern));
  if (here === undefined && there === undefined) return '';
  return [here === undefined ? '' : `here ${here.look}`, there === undefined ? '' : `there ${there.look}`]
    .filter((text) => text !== '')
    .join('; ');
}
