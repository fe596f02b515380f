import { isSome } from '../facts/count.ts';
import type { Truth } from '../facts/count.ts';
import type { Facts, Gone, PeerFacts } from '../facts/facts.ts';
import { allOf } from '../prose.ts';

/**
 * What happened before a call, for somebody who only sees what the call returned: `The peer closed its socket and had not read all that you sent.` The
 * other side comes first, then what you did yourself. Equal for facts that `describe` has the same words for.
 */
export function didText(facts: Facts, wasWaiting: boolean): string {
  const sentences = [
    peerText(facts),
    ownText(facts),
    waitingText(facts),
    reportedText(facts),
    wasWaiting ? 'Your call was already waiting then.' : '',
  ];
  return sentences.filter((text) => text !== '').join(' ');
}

function peerText(facts: Facts): string {
  const { peer, connection } = facts;
  if (peer === undefined) return withoutPeer(facts);
  const did = [
    ...(peer.disconnected ? ['dissolved the connection by connect() to AF_UNSPEC'] : []),
    ...shutWords(peer.shutRead, peer.shutWrite),
    ...(peer.gone === undefined ? aliveWords(peer) : goneWords(peer.gone)),
    ...unreadWords(peer),
  ];
  const first = connection === 'connected' ? '' : withoutPeer(facts);
  const text = did.length === 0 ? (connection === 'connected' ? 'Both sides are open and connected.' : '') : `The peer ${allOf(did)}.`;
  const late = spoken(isSome(peer.sentAfterGone), 'You had already written once after that.', 'You had perhaps written once after that.');
  return [first, text, late, peer.outOfBand ? 'Out-of-band data was sent.' : ''].filter((one) => one !== '').join(' ');
}

function withoutPeer({ connection, pendingConnections }: Facts): string {
  switch (connection) {
    case 'none':
      return 'Your socket is not connected.';
    case 'listening':
      return isSome(pendingConnections) === true
        ? 'Your socket listens, and a connection waits to be accepted.'
        : 'Your socket listens, and no connection waits to be accepted.';
    case 'connecting':
      return 'Your connect() has not finished yet.';
    case 'refused':
      return 'Your connect() was refused.';
    case 'dissolved':
      return 'You dissolved the connection yourself, by connect() to AF_UNSPEC.';
    case 'connected':
    case 'unknown':
      return 'Nothing is known of the other side.';
    default:
      return connection satisfies never;
  }
}

/** What a peer did, of which a copy is open. */
function aliveWords({ accepted, lostCopy }: PeerFacts): string[] {
  if (accepted !== true)
    return [accepted.listenerShut ? 'did not accept your connection and shut the listener down' : 'has not accepted your connection yet'];
  return lostCopy ? ['closed one copy of its descriptor, while another (a dup, or that of a child process) is open'] : [];
}

function goneWords({ how, lingerZero }: Gone): string[] {
  const linger = spoken(lingerZero, ' with SO_LINGER on and a time of 0', ' perhaps with SO_LINGER on and a time of 0');
  switch (how) {
    case 'never accepted':
      return [`closed its listener before it accepted your connection${linger}`];
    case 'lost in flight':
      return [`had its socket in a message that nobody received${linger}`];
    case 'exec':
      return [`closed its socket by running another program (close-on-exec)${linger}`];
    case 'killed':
      return [`was killed (which closed its socket${linger})`];
    case 'exited':
      return [`ended its process (which closed its socket${linger})`];
    case 'closed':
      return [`closed its socket${linger}`];
    default:
      return how satisfies never;
  }
}

function unreadWords(peer: PeerFacts): string[] {
  const isUnread = new Set([isSome(peer.unread), isSome(peer.unreadMessages)]);
  const truth: Truth = isUnread.has(true) || (isUnread.has('unknown') ? 'unknown' : false);
  if (peer.gone === undefined)
    return truth === false ? [] : [truth === true ? 'has not read all that you sent' : 'has perhaps not read all that you sent'];
  if (truth === false) return ['had nothing of yours left to read'];
  return [truth === true ? 'had not read all that you sent' : 'had perhaps not read all that you sent'];
}

function shutWords(read: Truth, write: Truth): string[] {
  if (read === true && write === true) return ['called shutdown(SHUT_RDWR)'];
  if (read === true) return ['called shutdown(SHUT_RD)'];
  if (write === true) return ['called shutdown(SHUT_WR)'];
  return read === 'unknown' || write === 'unknown' ? ['called shutdown(), which failed'] : [];
}

function ownText({ shutRead, shutWrite }: Facts): string {
  const words = shutWords(shutRead, shutWrite);
  return words.length === 0 ? '' : `You ${allOf(words)} yourself.`;
}

function waitingText({ waiting, waitingMessages }: Facts): string {
  const is = waiting.most > 0 ? isSome(waiting) : isSome(waitingMessages);
  return spoken(is, 'Data from the peer waits to be read.', 'Data from the peer perhaps waits to be read.');
}

function reportedText({ reported }: Facts): string {
  return reported.length === 0 ? '' : `An earlier call had already reported ${allOf(reported)}.`;
}

function spoken(is: Truth, sure: string, unsure: string): string {
  return is === true ? sure : is === false ? '' : unsure;
}
