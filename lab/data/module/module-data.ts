import type { CauseTable } from '../../explain/pack.ts';
import type { System } from './api.d.ts';

/** Calls that are alike in these, in whichever cases. */
export interface Observed {
  call: string;
  /** The link or kind of socket. */
  via: string;
  /** The state before the call, in words. */
  state: string;
  outcome: string;
  signal: string | undefined;
  /** Positions of systems. */
  on: readonly number[];
  cases: number;
  example: { case: string; step: number };
}

/** All that the module knows. */
export interface ModuleData {
  systems: readonly System[];
  observed: readonly Observed[];
  /** By link, the sort that it is of: `tcp6` is `TCP`. */
  families: Readonly<Record<string, string>>;
  causes: CauseTable;
}
