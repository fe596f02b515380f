import type { Places } from '../root.ts';

/** What a command may touch of the world around it: handed in, so that a test can hand in something else. */
export interface Context {
  places: Places;
  /** Data, and nothing else. */
  stdout: NodeJS.WritableStream;
  /** Progress, warnings, notes, errors. */
  stderr: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  env: NodeJS.ProcessEnv;
  /** Aborted at the first Ctrl-C, SIGTERM or SIGHUP. Then the lab leaves at once. */
  signal: AbortSignal;
  /** What must come to an end before the lab leaves: it listens to `signal`, and has something to keep or to clean up. */
  finish?: <T>(work: Promise<T>) => Promise<T>;
}
