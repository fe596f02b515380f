import type { Outcome } from '../results/outcome.ts';
import { End } from './end.ts';

/** A call to connect(). Returns the far end that it made, which waits for accept(), if it made one. */
export function connect(end: End, target: End | undefined, outcome: Outcome | undefined): End | undefined {
  const errno = outcome?.kind === 'failed' ? outcome.errno : undefined;
  const isPending = errno === 'EINPROGRESS';
  const isDone =
    outcome === undefined ? target !== undefined && target.gone === undefined : outcome.kind === 'returned' || errno === 'EISCONN';
  if (!isDone && !isPending) {
    if (outcome?.kind === 'blocks') end.connection = 'connecting';
    else if (errno === 'ECONNREFUSED' && end.family === 'TCP') end.connection = 'refused';
    return undefined;
  }
  if (isDone && end.connection === 'connecting') {
    end.connection = 'connected';
    return undefined;
  }
  if (end.family === 'AF_UNIX datagram' || end.family === 'UDP') {
    end.peer = target;
    end.disconnected = false;
    end.connection = 'connected';
    return undefined;
  }
  if (end.connection === 'connected') return undefined;
  end.connection = isPending ? 'connecting' : 'connected';
  if (target === end) end.peer = end;
  return target?.connection === 'listening' ? farEnd(end, target) : undefined;
}

/** The far end of a new connection, which waits for accept(). */
export function farEnd(end: End, listener: End): End {
  const far = new End(end.via);
  far.peer = end;
  far.listener = listener;
  far.connection = 'connected';
  // Whether what was set on a listener holds for what it accepts differs from system to system.
  far.lingerZero = listener.lingerZero === false ? false : 'unknown';
  end.peer = far;
  listener.pending.push(far);
  return far;
}

/** accept() has returned the oldest connection, or failed and taken it away. `unseen` is one whose connect() has not returned yet. */
export function accept(listener: End, unseen: End | undefined): End {
  const far = listener.pending.shift() ?? new End(listener.via);
  far.listener = undefined;
  if (far.peer === undefined) {
    // Nobody is known who connected.
    far.connection = 'unknown';
  } else if (far.peer.connection === 'connecting' || far.peer === unseen) far.peer.connection = 'connected';
  return far;
}

/** connect() to AF_UNSPEC dissolves an association, and resets a TCP connection. */
export function disconnect(end: End): void {
  end.disconnected = true;
  end.connection = end.keepsMessages ? 'none' : 'dissolved';
  if (end.keepsMessages) end.peer = undefined;
}
