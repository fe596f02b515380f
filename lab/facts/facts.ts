import type { Count, Truth } from './count.ts';

/** Links that behave alike as far as their family and type go. */
export const families = [
  'AF_UNIX stream',
  'AF_UNIX seqpacket',
  'AF_UNIX datagram',
  'TCP',
  'MPTCP',
  'UDP',
  'pipe',
  'pty',
  'AF_VSOCK',
  'event queue',
  'other',
] as const;
export type Family = (typeof families)[number];

/** What became of an end of which no copy is open any more: neither a descriptor in a process nor one in a message on its way. */
export interface Gone {
  /**
   * What took the last copy away. `never accepted`: it was the far end of a connection that still waited for accept() when the last copy of the listener
   * went; `lost in flight`: it was in a message whose receiver went.
   */
  readonly how: 'closed' | 'exited' | 'killed' | 'exec' | 'never accepted' | 'lost in flight';
  /** Whether SO_LINGER with a time of 0 was set on it then, which on TCP resets the connection. */
  readonly lingerZero: Truth;
}

/** The far end of a connection, or where a datagram socket sends to, as it is before a call. */
export interface PeerFacts {
  /** Copies of it that are open: descriptors in all processes, and in messages on their way. */
  readonly copies: number;
  /** Whether one copy has been closed while others stay open. */
  readonly lostCopy: boolean;
  /** Set exactly if no copy is open. */
  readonly gone: Gone | undefined;
  /** Directions that it shut itself. */
  readonly shutRead: Truth;
  readonly shutWrite: Truth;
  /** Whether it dissolved the association by connect() to AF_UNSPEC. */
  readonly disconnected: boolean;
  /** Whether accept() has returned it. While it has not, `shut` says whether shutdown() was called for the listener. */
  readonly accepted: true | { listenerShut: boolean };
  /** Bytes, and messages, that we sent and it has not read; once it is gone, had not. */
  readonly unread: Count;
  readonly unreadMessages: Count;
  /** Bytes that were taken from us when it was gone already. */
  readonly sentAfterGone: Count;
  /** Whether out-of-band data was sent to it, of which counts of unread bytes say less. */
  readonly outOfBand: boolean;
}

/** What is true of the end that a call is made on, before the call. */
export interface Facts {
  readonly family: Family;
  /** The link or kind of socket in the scenario's words: `unix-path`, `tcp6`. */
  readonly via: string;
  readonly connection: 'none' | 'listening' | 'connecting' | 'connected' | 'refused' | 'dissolved' | 'unknown';
  /** Copies of our own end. 0: it is closed. */
  readonly copies: number;
  /** Directions of our own that we shut. */
  readonly shutRead: Truth;
  readonly shutWrite: Truth;
  /** Bytes, and messages, that wait for us. */
  readonly waiting: Count;
  readonly waitingMessages: Count;
  /** On a listener, connections that wait for accept(). */
  readonly pendingConnections: Count;
  /** The far end; undefined if there is none, or none that is known. */
  readonly peer: PeerFacts | undefined;
  /** An error that waits for the next call: `none` if nothing happened that could have caused one, `some` if poll said so. */
  readonly pendingError: 'none' | 'some' | 'unknown';
  /** Errors of the connection that calls on this end have failed with, or SO_ERROR told, in the order in which they were first seen. */
  readonly reported: readonly string[];
  /** Whether calls return at once instead of waiting: O_NONBLOCK. */
  readonly nonblocking: boolean;
  /** Whether SO_RCVTIMEO or SO_SNDTIMEO is set. */
  readonly timeout: boolean;
}
