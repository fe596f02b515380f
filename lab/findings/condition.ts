import { isSome } from '../facts/count.ts';
import type { Truth } from '../facts/count.ts';
import type { Sighting } from '../facts/sighting.ts';

/** Something that can be so or not before a call, in words that follow "if" or "and". */
export interface Condition {
  says: string;
  holds: (call: Sighting) => Truth;
}

/** The three values' logic: what is unknown stays so unless the other one decides. */
export function and(...all: readonly Truth[]): Truth {
  if (all.includes(false)) return false;
  return all.includes('unknown') ? 'unknown' : true;
}
export function or(...all: readonly Truth[]): Truth {
  if (all.includes(true)) return true;
  return all.includes('unknown') ? 'unknown' : false;
}
export function not(one: Truth): Truth {
  return one === 'unknown' ? one : !one;
}

const isGone = ({ facts: { peer } }: Sighting): boolean => peer?.gone !== undefined;

const isUnread = ({ facts: { peer } }: Sighting): Truth =>
  peer === undefined ? false : or(isSome(peer.unread), isSome(peer.unreadMessages));

const isReported =
  (errno: string) =>
  ({ facts }: Sighting): boolean =>
    facts.reported.includes(errno);

/** What can have happened that makes a call return something special: any one of them can be enough. */
export const causes = {
  lost: { says: 'the peer went with our data unread', holds: (call) => and(isGone(call), isUnread(call)) },
  embryo: { says: 'the listener went before it accepted us', holds: ({ facts }) => facts.peer?.gone?.how === 'never accepted' },
  linger: { says: 'the peer went with SO_LINGER 0', holds: ({ facts }) => facts.peer?.gone?.lingerZero ?? false },
  dissolved: {
    says: 'the peer dissolved the connection',
    holds: ({ facts }) => facts.peer?.disconnected ?? false,
  },
  ownDissolved: { says: 'we dissolved it', holds: ({ facts }) => facts.connection === 'dissolved' },
  listenerShut: {
    says: 'the listener was shut down before it accepted us',
    holds: ({ facts }) => facts.peer !== undefined && facts.peer.accepted !== true && facts.peer.accepted.listenerShut,
  },
  late: {
    says: 'we had written after the peer went',
    holds: ({ facts }) => (facts.peer === undefined ? false : isSome(facts.peer.sentAfterGone)),
  },
  gone: { says: 'the peer is gone', holds: isGone },
  peerShutRead: { says: 'the peer shut SHUT_RD', holds: ({ facts }) => facts.peer?.shutRead ?? false },
  peerShutWrite: { says: 'the peer shut SHUT_WR', holds: ({ facts }) => facts.peer?.shutWrite ?? false },
  unreadShut: {
    says: 'the peer shut both directions and has not read all we wrote',
    holds: (call) => and(call.facts.peer?.shutRead ?? false, call.facts.peer?.shutWrite ?? false, isUnread(call)),
  },
  ownShutRead: { says: 'we shut SHUT_RD', holds: ({ facts }) => facts.shutRead },
  ownShutWrite: { says: 'we shut SHUT_WR', holds: ({ facts }) => facts.shutWrite },
  resetTold: { says: 'ECONNRESET was reported before', holds: isReported('ECONNRESET') },
  pipeTold: { says: 'EPIPE was reported before', holds: isReported('EPIPE') },
  refused: { says: 'the connection was refused', holds: ({ facts }) => facts.connection === 'refused' },
} as const satisfies Record<string, Condition>;

/** What must be so too: all of them. */
export const guards = {
  nothingWaits: {
    says: 'no data waits for us',
    holds: ({ facts }) => not(or(isSome(facts.waiting), isSome(facts.waitingMessages))),
  },
  notTold: { says: 'ECONNRESET was not reported before', holds: (call) => !isReported('ECONNRESET')(call) },
  noFinBefore: { says: 'the peer had not shut SHUT_WR before', holds: ({ facts }) => not(facts.peer?.shutWrite ?? false) },
  wasWaiting: { says: 'the call was already waiting when that happened', holds: ({ atStart }) => atStart !== undefined },
} as const satisfies Record<string, Condition>;
