import type { Atlas } from '../atlas/atlas.ts';
import type { System } from '../atlas/system.ts';
import { isSome } from '../facts/count.ts';
import { families } from '../facts/facts.ts';
import type { Family } from '../facts/facts.ts';
import { callsMade } from './call-made.ts';
import type { CallMade } from './call-made.ts';

/** Something that one does not expect: in which state which calls return what. */
interface Pattern {
  /** As a sentence without its full stop, markdown. */
  says: string;
  /** The calls that it speaks of: reads or writes on a connection of which at least one copy of the peer is closed. */
  of: 'reads' | 'writes';
  /** Whether a call is one that it speaks of. */
  when: (call: CallMade) => boolean;
  /** Whether such a call returned what it says. */
  shows: (call: CallMade) => boolean;
}

/** Where a pattern was seen: one family, and the systems whose calls were such. */
export interface Subtlety {
  says: string;
  places: { family: Family; systems: System[]; asked: System[]; example: CallMade }[];
}

const patterns: readonly Pattern[] = [
  {
    says: '**The first write after the peer closed succeeds**, and what it wrote is lost',
    of: 'writes',
    when: (call) => !isWaiting(call) && isGone(call) && isClean(call) && call.facts.reported.length === 0,
    shows: isReturned,
  },
  {
    says: '**A copy of the descriptor keeps a connection open** (dup(), fork(), SCM_RIGHTS): a write after close() of the other copy succeeds, and nothing is lost',
    of: 'writes',
    when: (call) => !isWaiting(call) && call.facts.peer?.lostCopy === true && call.facts.shutWrite === false,
    shows: isReturned,
  },
  {
    says: '**`ECONNRESET` comes although no data of ours was unread**: the peer closed with SO_LINGER 0',
    of: 'reads',
    when: (call) => isGone(call) && isClean(call) && call.facts.peer?.gone?.lingerZero === true && call.facts.reported.length === 0,
    shows: isReset,
  },
  {
    says: '**`ECONNRESET` comes although nobody read or closed anything**: the listener went before accept()',
    of: 'reads',
    when: (call) => call.facts.peer?.gone?.how === 'never accepted' && isClean(call) && call.facts.reported.length === 0,
    shows: isReset,
  },
  {
    says: '**The error is reported once**: the next read after `ECONNRESET` returns 0',
    of: 'reads',
    when: (call) => isGone(call) && waitsNothing(call) && isTold(call, 'ECONNRESET'),
    shows: ({ outcome }) => outcome.kind === 'eof',
  },
  {
    says: '**The error stays**: a read fails with `ECONNRESET` again and again',
    of: 'reads',
    when: (call) => isGone(call) && waitsNothing(call) && isTold(call, 'ECONNRESET'),
    shows: isReset,
  },
  {
    says: '**`SO_ERROR` takes the error away**: once it told `ECONNRESET`, a read returns 0',
    of: 'reads',
    when: (call) => isGone(call) && waitsNothing(call) && isToldOnlyBy(call, ({ does }) => does.kind === 'takes error'),
    shows: ({ outcome }) => outcome.kind === 'eof',
  },
  {
    says: '**A write that fails with `EPIPE` leaves the reset for a later read**, which then fails with `ECONNRESET`',
    of: 'reads',
    when: (call) => isGone(call) && waitsNothing(call) && isTold(call, 'EPIPE') && !isTold(call, 'ECONNRESET') && !isClean(call),
    shows: isReset,
  },
  {
    says: '**A write that fails with `ECONNRESET` clears the pending error**: the next read returns 0',
    of: 'reads',
    when: (call) => isGone(call) && waitsNothing(call) && isToldOnlyBy(call, isWrite),
    shows: ({ outcome }) => outcome.kind === 'eof',
  },
  {
    says: '**Data that waits for us comes before the error**: a read returns it first',
    of: 'reads',
    when: (call) => isGone(call) && !isClean(call) && isSome(call.facts.waiting) === true && call.facts.reported.length === 0,
    shows: isReturned,
  },
  {
    says: '**The error comes before data that waits for us**',
    of: 'reads',
    when: (call) => isGone(call) && !isClean(call) && isSome(call.facts.waiting) === true && call.facts.reported.length === 0,
    shows: isReset,
  },
  {
    says: '**A write that was already waiting** when the peer went fails with `ECONNRESET`, not `EPIPE`',
    of: 'writes',
    when: (call) => isWaiting(call) && isGone(call),
    shows: isReset,
  },
  {
    says: '**A write that was already waiting** when the peer went fails with `EPIPE`',
    of: 'writes',
    when: (call) => isWaiting(call) && isGone(call),
    shows: (call) => errnoOf(call) === 'EPIPE',
  },
  {
    says: '**A write that was already waiting** when the peer went returns how many bytes had been taken',
    of: 'writes',
    when: (call) => isWaiting(call) && isGone(call),
    shows: isReturned,
  },
  {
    says: '**`EPIPE` comes with SIGPIPE**, which ends a process that neither handles nor ignores it',
    of: 'writes',
    when: (call) => errnoOf(call) === 'EPIPE' && isLoud(call),
    shows: hasSignal,
  },
  {
    says: '**`EPIPE` comes without SIGPIPE** although nobody asked for that',
    of: 'writes',
    when: (call) => errnoOf(call) === 'EPIPE' && isLoud(call),
    shows: (call) => !hasSignal(call),
  },
  {
    says: '**`ECONNRESET` from a write comes without SIGPIPE**',
    of: 'writes',
    when: (call) => isReset(call) && isLoud(call),
    shows: (call) => !hasSignal(call),
  },
];

/** The families of sockets that have connections. */
const connected: readonly Family[] = families.filter((family) => ['AF_UNIX stream', 'AF_UNIX seqpacket', 'TCP'].includes(family));

/** The patterns that were seen, with where. Where some calls are such and others not, both patterns are there. */
export function subtleties(atlas: Atlas): Subtlety[] {
  const lost = callsMade(atlas).filter(hasLostPeer);
  const byFamily = connected.map((family) => {
    const own = lost.filter(({ facts }) => facts.family === family);
    return { family, reads: own.filter(isRead), writes: own.filter(isWrite) };
  });
  return patterns.flatMap(({ says, of, when, shows }) => {
    const places = byFamily.flatMap(({ family, [of]: calls }) => {
      const asked = calls.filter(when);
      const seen = asked.filter(shows);
      const [example] = seen;
      return example === undefined ? [] : [{ family, systems: systemsOf(atlas, seen), asked: systemsOf(atlas, asked), example }];
    });
    return places.length === 0 ? [] : [{ says, places }];
  });
}

function systemsOf(atlas: Atlas, calls: readonly CallMade[]): System[] {
  const some = new Set(calls.flatMap(({ systems }) => systems));
  return atlas.systems.filter((system) => some.has(system));
}

/** The last copy of the peer, or another one, is closed. */
function hasLostPeer({ facts: { peer } }: CallMade): boolean {
  return peer !== undefined && (peer.gone !== undefined || peer.lostCopy);
}

function isRead({ does }: CallMade): boolean {
  return does.kind === 'reads' && does.most > 0 && !does.flags.includes('MSG_OOB');
}

function isWrite({ does }: Pick<CallMade, 'does'>): boolean {
  return does.kind === 'writes' && does.bytes > 0 && !does.flags.includes('MSG_OOB');
}

function isWaiting({ atStart }: CallMade): boolean {
  return atStart !== undefined;
}

/** No copy of the peer is open any more. */
function isGone({ facts: { peer } }: CallMade): boolean {
  return peer?.gone !== undefined;
}

/** Nothing of ours is or may be unread, and we wrote nothing later. */
function isClean({ facts: { peer } }: CallMade): boolean {
  return (
    peer !== undefined &&
    [peer.unread, peer.unreadMessages, peer.sentAfterGone].every((count) => isSome(count) === false) &&
    !peer.outOfBand
  );
}

function waitsNothing({ facts }: CallMade): boolean {
  return isSome(facts.waiting) === false && isSome(facts.waitingMessages) === false;
}

function isTold({ facts }: CallMade, errno: string): boolean {
  return facts.reported.includes(errno);
}

/** Whether ECONNRESET was reported before, and only by such calls. */
function isToldOnlyBy(call: CallMade, isSuch: (other: CallMade) => boolean): boolean {
  const told = call.way.filter((other) => other.index < call.index && (isReset(other) || other.text === '=ECONNRESET'));
  return isTold(call, 'ECONNRESET') && told.every(isSuch);
}

/** Whether SIGPIPE would come: a stream, and a call that did not ask for quiet. */
function isLoud({ does }: CallMade): boolean {
  return does.kind === 'writes' && !does.flags.includes('MSG_NOSIGNAL');
}

function isReturned({ outcome }: CallMade): boolean {
  return outcome.kind === 'returned' && outcome.value > 0;
}

function isReset(call: CallMade): boolean {
  return errnoOf(call) === 'ECONNRESET';
}

function hasSignal({ outcome }: CallMade): boolean {
  return outcome.kind === 'failed' && outcome.along.includes('SIGPIPE');
}

function errnoOf({ outcome }: CallMade): string | undefined {
  return outcome.kind === 'failed' ? outcome.errno : undefined;
}
