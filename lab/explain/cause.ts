import type { Family } from '../facts/facts.ts';

/**
 * Something that makes a call return something, as it was measured: *read* on *TCP* fails with *ECONNRESET* where the state before the call was
 * *peer closed, our data unread*. All calls of the catalogue that are alike in these are one cause, whatever case they are in.
 *
 * Plain data without a function in it: `JSON.stringify` keeps it. For a file use `packCauses`, which is about a tenth of that, and `unpackCauses`.
 */
export interface Cause {
  /** The sort of call, an id of lab/findings/call-group.ts: `read` stands for read, recv, readv…; `write`, `connect`, `accept`, `poll`, `so-error`… */
  call: string;
  /** The calls of that sort of which it was measured, in a reader's words: `read`, `recv with MSG_PEEK`. Sorted. */
  calls: readonly string[];
  /**
   * What the call returned. An error's name (`ECONNRESET`, also of what SO_ERROR told); `EOF` for a read of 0; `blocks`; `killed` (see `signal`); `data` for a
   * read of more than 0; `succeeds`; the events of a poll, `IN|HUP`, or `none`; else the agent's spelling, `=1`.
   */
  outcome: string;
  /** The signal that came with it or killed the process: `SIGPIPE`. */
  signal: string | undefined;
  /** The sort of connection: `AF_UNIX stream`, `TCP`. */
  link: Family;
  /** The links of that sort, in the scenarios' words: `unix-pair`, `tcp6`. Sorted. */
  links: readonly string[];
  /** The state before the call, as facts have it in words: `peer closed, our data unread`. "We" are who makes the call. */
  state: string;
  /** What the other side did, and what you did that matters, as a sentence: `The peer closed its socket and had not read all that you sent.` */
  did: string;
  /** The ids of the systems that show it, sorted. */
  on: readonly string[];
  /** The ids of the systems on which calls of this sort in this state were measured, whatever they returned: `on` and those that show something else. */
  asked: readonly string[];
  /** How many cases show it. */
  cases: number;
  ours: Sent;
  theirs: Received;
  /** Where it was seen, scenario by scenario. */
  seen: readonly Place[];
  /** A case that shows it, the plainest there is, and the step (from 0) of the call; for a call that waited, the step at which it returned. */
  example: { case: string; step: number };
}

/** Cells of one scenario: the product of its `calls`, `links` and `on` shows the cause. */
export interface Place {
  scenario: string;
  calls: readonly string[];
  links: readonly string[];
  on: readonly string[];
  /** Whether trials agreed with each other there. */
  timing: 'deterministic' | 'timing-dependent' | 'flaky';
}

/**
 * What became of the data that we sent, before the call: `none` is unread; `waiting`: the peer has not read all and still can; `lost`: it is gone and had
 * not read all; `varies` from case to case; `unknown`.
 */
export type Sent = 'none' | 'waiting' | 'lost' | 'varies' | 'unknown';

/**
 * What became of the data that the peer sent and we had not read: `none` waited; `readable`: this call or a later read got it; `lost`: a later read did not;
 * `varies` from case to case; `unknown`: nobody read again.
 */
export type Received = 'none' | 'readable' | 'lost' | 'varies' | 'unknown';
