/**
 * What a call does to the state of sockets and processes, in terms that all calls share: `readv`, `recvmsg` and `splice` all *read*. Facts are
 * computed from this alone, so a call without an effect of its own kind needs no change there. Descriptors, processes and started calls are the
 * names that the scenario gives them.
 */
export type Effect =
  | { kind: 'makes pair'; link: string; as: readonly [string, string] }
  | { kind: 'makes socket'; socket: string; as: string }
  | { kind: 'makes queue'; as: string }
  | { kind: 'binds'; fd: string }
  | { kind: 'unlinks'; fd: string }
  | { kind: 'listens'; fd: string }
  | { kind: 'connects'; fd: string; to: string }
  | { kind: 'disconnects'; fd: string }
  | { kind: 'accepts'; fd: string; as: string }
  /** Reads at most `most` bytes, of at most `messages` messages. `keeps` are names for descriptors that come along; others are closed. */
  | { kind: 'reads'; fd: string; most: number; messages: number; keeps: readonly string[]; flags: readonly string[] }
  /** Writes `messages` times `bytes` bytes, to the address of `to` if that is given; `passes` goes along `copies` times. */
  | {
      kind: 'writes';
      fd: string;
      bytes: number;
      messages: number;
      to?: string | undefined;
      passes?: { fd: string; copies: number } | undefined;
      flags: readonly string[];
    }
  /** Writes without waiting until nothing more fits. */
  | { kind: 'fills'; fd: string }
  /** Reads without waiting until nothing is left. */
  | { kind: 'drains'; fd: string }
  | { kind: 'shuts'; fd: string; read: boolean; write: boolean }
  | { kind: 'closes'; fd: string }
  | { kind: 'copies'; fd: string; as: string }
  /** Opens the file again that `again` is or was an end of: a FIFO, or the slave of a pseudo-terminal. */
  | { kind: 'opens'; again: string; as: string; mode: 'O_RDONLY' | 'O_WRONLY' | 'O_RDWR' }
  /** Says whether running another program closes the descriptor. */
  | { kind: 'sets close-on-exec'; fd: string; on: boolean }
  /** The process runs another program, which keeps what is not marked and makes no more calls. */
  | { kind: 'executes' }
  | { kind: 'forks'; as: string; takes: readonly string[] }
  | { kind: 'exits' }
  | { kind: 'kills'; process: string }
  | { kind: 'awaits'; of: string }
  | { kind: 'interrupts'; of: string }
  | { kind: 'sets option'; fd: string; option: string; value: readonly number[] }
  | { kind: 'sets non-blocking'; fd: string; on: boolean }
  /** Takes the pending error and clears it: SO_ERROR. */
  | { kind: 'takes error'; fd: string }
  /** Asks for something else, which changes nothing. */
  | { kind: 'asks'; fd: string }
  /** Asks or waits for events of a descriptor: poll, select. */
  | { kind: 'polls'; fd: string; events: readonly string[] }
  | { kind: 'watches'; queue: string; fd: string; events: readonly string[] }
  | { kind: 'unwatches'; queue: string; fd: string }
  /** Asks or waits for events of the descriptors that an epoll or kqueue descriptor watches. */
  | { kind: 'polls queue'; queue: string }
  /** Changes nothing that facts speak of. */
  | { kind: 'nothing' };

type Reads = Extract<Effect, { kind: 'reads' }>;
type Writes = Extract<Effect, { kind: 'writes' }>;

/** The effect of a call that reads: one message without flags, unless it says otherwise. */
export function reads(what: Pick<Reads, 'fd' | 'most'> & Partial<Reads>): Reads {
  return { kind: 'reads', messages: 1, keeps: [], flags: [], ...what };
}

/** The effect of a call that writes: one message without flags, unless it says otherwise. */
export function writes(what: Pick<Writes, 'fd' | 'bytes'> & Partial<Writes>): Writes {
  return { kind: 'writes', messages: 1, flags: [], ...what };
}
