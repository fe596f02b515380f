import { exactly, isSome } from './count.ts';
import type { Truth } from './count.ts';
import type { End } from './end.ts';
import type { Facts, PeerFacts } from './facts.ts';

/** What is true of an end now. `target` is where the call sends to, mostly its peer. */
export function factsOf(end: End, target: End | undefined): Facts {
  const { bytes, messages } = end.queue.totals();
  const peer = target === undefined ? undefined : peerFacts(end, target);
  return {
    family: end.family,
    via: end.via,
    connection: end.connection,
    copies: end.copies,
    shutRead: end.shutRead,
    shutWrite: end.shutWrite,
    waiting: bytes,
    waitingMessages: messages,
    pendingConnections: exactly(end.pending.length),
    peer,
    pendingError: end.pollSaidError ? 'some' : couldBePending(end, peer) === false ? 'none' : 'unknown',
    reported: [...end.reported],
    nonblocking: end.nonblocking,
    timeout: end.timeout,
  };
}

function peerFacts(end: End, target: End): PeerFacts {
  const { bytes, messages, late } = target.queue.totals(end);
  return {
    copies: target.copies,
    lostCopy: target.lostCopy && target.copies > 0,
    gone: target.gone,
    shutRead: target.shutRead,
    shutWrite: target.shutWrite,
    disconnected: target.disconnected,
    accepted: target.listener === undefined || { listenerShut: target.listener.shutRead !== false },
    unread: bytes,
    unreadMessages: messages,
    sentAfterGone: late,
    outOfBand: target.gotOutOfBand,
  };
}

/** Whether something has happened that causes an error to wait for the next call, on some system or other. */
function couldBePending(end: End, peer: PeerFacts | undefined): Truth {
  if (end.reported.length > 0 || end.connection === 'connecting' || end.connection === 'unknown') return 'unknown';
  if (peer === undefined) return end.connection === 'connected' ? 'unknown' : false;
  const { gone, unread, unreadMessages, sentAfterGone } = peer;
  if (peer.disconnected || (peer.accepted !== true && peer.accepted.listenerShut) || peer.shutRead !== false) return 'unknown';
  if (gone === undefined) return false;
  const isLost = [unread, unreadMessages, sentAfterGone].some((count) => isSome(count) !== false);
  return isLost || gone.lingerZero !== false || gone.how === 'never accepted' ? 'unknown' : false;
}
