import { isSome } from './count.ts';
import type { Truth } from './count.ts';
import type { Facts, Gone, PeerFacts } from './facts.ts';

/**
 * A state in words, short and always the same for the same facts: `peer closed, our data unread`. What is ordinary is not said: a connected end whose
 * peer is open and on which nothing happened is `connected`.
 */
export function describe(facts: Facts): string {
  const { connection, peer } = facts;
  const words = [
    connection === 'connected' ? undefined : connectionWords(facts),
    directions('we', facts.shutRead, facts.shutWrite),
    ...(peer === undefined ? [] : peerWords(peer)),
    perhaps(facts.waiting.most > 0 ? isSome(facts.waiting) : isSome(facts.waitingMessages), 'data waits for us', 'data may wait for us'),
    facts.reported.length === 0 ? undefined : `${facts.reported.join(' and ')} reported before`,
  ].filter((word) => word !== undefined);
  if (words.length > 0) return words.join(', ');
  return peer === undefined ? 'nobody at the other end' : 'connected';
}

function connectionWords({ connection, pendingConnections }: Facts): string {
  switch (connection) {
    case 'listening':
      return isSome(pendingConnections) === true ? 'listening, a connection waits' : 'listening, nobody waits';
    case 'none':
      return 'not connected';
    case 'connecting':
      return 'still connecting';
    case 'refused':
      return 'connection refused';
    case 'dissolved':
      return 'we dissolved the connection by connect() to AF_UNSPEC';
    case 'connected':
    case 'unknown':
      return 'connected to somebody unknown';
    default:
      return connection satisfies never;
  }
}

function peerWords(peer: PeerFacts): (string | undefined)[] {
  const { gone } = peer;
  const isLost = either(isSome(peer.unread), isSome(peer.unreadMessages));
  const unread = perhaps(isLost, 'our data unread', 'our data perhaps unread');
  return [
    peer.disconnected ? 'peer dissolved the connection by connect() to AF_UNSPEC' : undefined,
    directions('peer', peer.shutRead, peer.shutWrite),
    gone === undefined ? aliveWords(peer) : goneWords(gone),
    gone === undefined ? unread : (unread ?? 'nothing of ours unread'),
    perhaps(isSome(peer.sentAfterGone), 'we wrote after that', 'we perhaps wrote after that'),
    peer.outOfBand ? 'out-of-band data sent' : undefined,
  ];
}

function aliveWords({ accepted, lostCopy }: PeerFacts): string | undefined {
  if (accepted !== true) return accepted.listenerShut ? 'not accepted and the listener shut down' : 'not accepted yet';
  return lostCopy ? "a copy of the peer's descriptor closed, another open" : undefined;
}

function goneWords({ how, lingerZero }: Gone): string {
  const linger = perhaps(lingerZero, ' with SO_LINGER 0', ' perhaps with SO_LINGER 0') ?? '';
  switch (how) {
    case 'never accepted':
      return `listener gone before it accepted us${linger}`;
    case 'lost in flight':
      return `peer lost in a message that nobody received${linger}`;
    case 'exec':
      return `peer closed by exec${linger}`;
    case 'killed':
      return `peer's process killed${linger}`;
    case 'exited':
      return `peer's process exited${linger}`;
    case 'closed':
      return `peer closed${linger}`;
    default:
      return how satisfies never;
  }
}

function directions(who: 'we' | 'peer', read: Truth, write: Truth): string | undefined {
  const did = who === 'we' ? 'we' : 'peer';
  if (read === true && write === true) return `${did} shut both directions`;
  if (read === true) return `${did} shut SHUT_RD`;
  if (write === true) return `${did} shut SHUT_WR`;
  return read === 'unknown' || write === 'unknown' ? `${did} tried shutdown(), which failed` : undefined;
}

function perhaps(is: Truth, sure: string, unsure: string): string | undefined {
  return is === true ? sure : is === false ? undefined : unsure;
}

function either(one: Truth, other: Truth): Truth {
  if (one === true || other === true) return true;
  return one === false && other === false ? false : 'unknown';
}
