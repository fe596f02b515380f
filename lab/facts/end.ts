import type { Count, Truth } from './count.ts';
import { atMost } from './count.ts';
import type { Facts, Family, Gone } from './facts.ts';
import { Queue } from './queue.ts';
import type { Chunk } from './queue.ts';

/** One end of a connection, a socket, or an event queue: what all copies of a descriptor share (an open file description). */
export class End {
  readonly family: Family;
  readonly via: string;
  readonly isFirst: boolean;
  /** Where its bytes go. */
  peer: End | undefined;
  connection: Facts['connection'] = 'none';
  /** Descriptors of processes that hold it. */
  descriptors = 0;
  /** These, messages on their way, and the listener that it waits in. */
  copies = 0;
  lostCopy = false;
  gone: Gone | undefined;
  shutRead: Truth = false;
  shutWrite: Truth = false;
  lingerZero: Truth = false;
  nonblocking = false;
  timeout = false;
  disconnected = false;
  gotOutOfBand = false;
  readonly queue = new Queue<End>();
  /** Calls that were started and wait to read from it. */
  readers = 0;
  /** Connections that wait for accept(). */
  pending: End[] = [];
  /** The listener that made it, until accept() returns it. */
  listener: End | undefined;
  readonly reported: string[] = [];
  pollSaidError = false;
  /** Of an event queue: what it watches, and for which events. */
  readonly watched = new Map<End, readonly string[]>();

  /** `isFirst`: of the two ends that `connect-pair` makes, this is the first. */
  constructor(via: string, isFirst = false) {
    this.via = via;
    this.isFirst = isFirst;
    this.family = familyOf(via);
  }

  get keepsMessages(): boolean {
    return this.family === 'AF_UNIX seqpacket' || this.family === 'AF_UNIX datagram' || this.family === 'UDP';
  }

  /** It is there again, empty, if it was gone. */
  reopen(): void {
    if (this.gone !== undefined) this.queue.takeAll();
    this.gone = undefined;
  }

  /** Gets bytes or a message. Where somebody already waits to read, they may be taken at once. */
  receive(from: End, count: Count, passed: readonly End[] = [], isOutOfBand = false): Chunk<End> {
    const isTaken = this.readers > 0;
    const chunk: Chunk<End> = {
      from,
      count: isTaken ? atMost(count) : count,
      isMessage: this.keepsMessages,
      // Whether a message of no bytes is one at all differs from call to call.
      isSure: !isTaken && count.least > 0,
      passed,
      isLate: this.gone !== undefined,
      isOutOfBand,
    };
    this.gotOutOfBand ||= isOutOfBand;
    this.queue.add(chunk);
    return chunk;
  }
}

const byName: [RegExp, Family][] = [
  [/^unix-(stream|pair|path|abstract|autobind)$/, 'AF_UNIX stream'],
  [/^unix-seqpacket/, 'AF_UNIX seqpacket'],
  [/^unix-dgram/, 'AF_UNIX datagram'],
  [/^tcp[46]$/, 'TCP'],
  [/^mptcp/, 'MPTCP'],
  [/^udp/, 'UDP'],
  [/^(pipe|fifo)$/, 'pipe'],
  [/^pty$/, 'pty'],
  [/^vsock$/, 'AF_VSOCK'],
  [/^event queue$/, 'event queue'],
];

function familyOf(via: string): Family {
  return byName.find(([pattern]) => pattern.test(via))?.[1] ?? 'other';
}
