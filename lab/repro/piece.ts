/** What a program's steps have that changes its pieces. */
export interface Traits {
  /** Whether calls are started, so that what belongs to a call is each thread's own. */
  threads: boolean;
  /** Whether timers may end calls. */
  timers: boolean;
  /** Whether an expected outcome may be one of several. */
  choices: boolean;
  /** Whether an expected count may be any. */
  anyCount: boolean;
  /** Signals that are told with the outcome of the call during which they came, in the order in which they are spelled. */
  signals: readonly string[];
  /** Processes by their names in C. */
  processes: readonly string[];
  /** Families of addresses. */
  families: ReadonlySet<Family>;
}

/** A family of socket addresses. */
export type Family = 'unix' | 'inet' | 'inet6' | 'vsock';

/** A small piece of a program: a function, or some that belong together, and what they rest on. */
export interface Piece {
  /** The function's name, by which steps and other pieces ask for it. */
  name: string;
  needs?: readonly string[];
  /** Headers, as they stand between angle brackets. */
  headers?: readonly string[];
  /** The family of addresses that it speaks of by name. */
  family?: Family;
  text: (traits: Traits) => string;
}
