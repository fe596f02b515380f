/** A system that was measured. */
export interface System {
  readonly id: string;
  /** In a sentence: `Linux 6.18.44 with glibc 2.36 (x86_64)`. */
  readonly text: string;
  /** The kernel's name: `linux`, `freebsd`, `macos`. */
  readonly name: string;
  readonly version?: string | undefined;
}

/** Where to look. */
interface Where {
  /** A link (`tcp4`, `unix-pair`), or a sort of them (`TCP`, `AF_UNIX stream`). */
  readonly link?: string | undefined;
  /** A system's id (`debian-12`), or a kernel's name (`linux`). */
  readonly on?: string | undefined;
}

export interface OutcomeQuery extends Where {
  /** The call, as a scenario names it: `read`, `send`, `recvmsg`. */
  readonly call: string;
  /** What must be so before the call: pieces of a state, with commas between them. `peer closed, our data unread` */
  readonly state?: string | undefined;
}

/** One thing that the call returned, and where. */
export interface Outcome {
  /** An error's name; `EOF`; `data` for a read of more than 0; `succeeds`; `blocks`; `killed`; events; or `=VALUE`. */
  readonly outcome: string;
  /** The signal that came with it, or killed: `SIGPIPE`. */
  readonly signal: string | undefined;
  /** Ids of the systems that showed it, sorted. */
  readonly on: readonly string[];
  readonly links: readonly string[];
  /** The states before the call. */
  readonly states: readonly string[];
  /** In how many different cases. */
  readonly cases: number;
  /** One of these cases, and its step (from 0). */
  readonly example: { readonly case: string; readonly step: number };
}

export interface CauseQuery extends Where {
  /** The call: `read` and `write` stand for all that receive and send; `recv` only for itself. */
  readonly call: string;
  /** What it returned: `ECONNRESET`, `EOF`, `blocks`. */
  readonly outcome: string;
}

/** Something that made calls return that. */
export interface Cause {
  readonly call: string;
  readonly calls: readonly string[];
  readonly outcome: string;
  readonly signal: string | undefined;
  /** The sort of connection: `TCP`. */
  readonly link: string;
  readonly links: readonly string[];
  /** The state before the call: `peer closed, our data unread`. */
  readonly state: string;
  /** What the other side did, in a sentence. */
  readonly did: string;
  /** Ids of the systems that show it. */
  readonly on: readonly string[];
  /** Ids of the systems on which such calls in this state were measured, whatever they returned. */
  readonly asked: readonly string[];
  readonly cases: number;
  /** What became of the data that we sent: `lost` is gone and was not read. */
  readonly ours: 'none' | 'waiting' | 'lost' | 'varies' | 'unknown';
  /** What became of the data that the peer sent and we had not read. */
  readonly theirs: 'none' | 'readable' | 'lost' | 'varies' | 'unknown';
  readonly example: { readonly case: string; readonly step: number };
}

/** All systems, by id. */
export declare const systems: readonly System[];
/** Everything that a call returned, what most systems showed first. Throws RangeError for a call, link or system that was never measured. */
export declare function outcomes(query: OutcomeQuery): Outcome[];
/** What makes a call return something, the cause that most cases have first. Throws RangeError for a call, link or system that was never measured. */
export declare function causes(query: CauseQuery): Cause[];
