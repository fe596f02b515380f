import { z } from 'zod';

/** The version of the files in reports/runtimes/. */
export const studyVersion = 1;

const text = (limit: number) => z.string().max(limit);

/** What happened in `count` trials: the outcome of every step, and the runtime's own words, an empty text where it said nothing. */
const Trace = z.strictObject({
  count: z.int().min(1),
  outcomes: z.array(text(600)).max(24),
  words: z.array(text(600)).max(24),
  /** Of an HTTP exchange: how many connections the client made for its one request. */
  connections: z.int().min(0).optional(),
  /** Of a forced error: whether the runtime made the call at all. */
  forced: z.boolean().optional(),
});
export type Trace = z.infer<typeof Trace>;

const Seen = z.strictObject({ hash: z.string().regex(/^[0-9a-f]{16}$/), traces: z.array(Trace).min(1).max(50) });
export type Seen = z.infer<typeof Seen>;

/** A file of reports/runtimes/: what one API of a runtime made of every situation. */
export const Study = z.strictObject({
  schemaVersion: z.literal(studyVersion),
  api: z.string(),
  runtime: z.string(),
  /** What the runtime calls itself. */
  version: text(300),
  /** What SIGPIPE does in its programs. */
  sigpipe: z.enum(['default', 'ignored', 'handler', 'unknown']),
  date: z.iso.date(),
  kernel: text(120),
  machine: text(60),
  /** Changes exactly when what is measured does: driver, program, packages, kernel, command. */
  fingerprint: text(400),
  cases: z.record(z.string(), Seen),
  http: z.record(z.string(), Seen),
  forced: z.record(z.string(), Seen),
});
export type Study = z.infer<typeof Study>;

/** The trace that most trials showed. */
export function usualTrace({ traces }: Seen): Trace {
  return traces.reduce((most, trace) => (trace.count > most.count ? trace : most));
}

/** In how many trials the calls went as in this one, whatever the words. */
export function alikeTrials({ traces }: Seen, { outcomes }: Trace): number {
  const same = traces.filter((trace) => trace.outcomes.join('\n') === outcomes.join('\n'));
  return same.reduce((sum, { count }) => sum + count, 0);
}

/** How many trials there were. */
export function trialsOf({ traces }: Seen): number {
  return traces.reduce((sum, { count }) => sum + count, 0);
}
