import { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import { pacings } from './pacing.ts';
import { Observation, Result, Trace } from './result.ts';

/**
 * A trace as result files hold it: how many trials of each pacing, in the order of `pacings`, went this way. Nearly always both pacings
 * went the same way, and what happened is then written once.
 */
const StoredTrace = Trace.omit({ pacing: true, count: true }).extend({
  trials: z.tuple([z.int().min(0), z.int().min(0)]).refine((counts) => counts.some((count) => count > 0), 'no trial went this way'),
});
export type StoredTrace = z.infer<typeof StoredTrace>;

/** One case of a result file as it stands on the disk. */
export const StoredCase = Observation.extend({ traces: z.array(StoredTrace).max(1000), run: z.int().min(0) }).transform((one) => ({
  ...one,
  traces: separated(one.traces),
}));

/** A result file as it stands on the disk. */
export const StoredResult = Result.extend({ cases: z.record(z.string().max(200), StoredCase) });

/** Each way that a case went, with its trials of both pacings, in the order in which the traces first name it. */
export function withSharedTraces<One extends Pick<Observation, 'traces'>>(
  observation: One,
): Omit<One, 'traces'> & { traces: StoredTrace[] } {
  const ways = new Map<string, StoredTrace>();
  for (const { pacing, count, ...way } of observation.traces) {
    const key = canonicalJson(way);
    const known = ways.get(key) ?? { ...way, trials: [0, 0] };
    known.trials[pacings.indexOf(pacing) as 0 | 1] += count;
    ways.set(key, known);
  }
  return { ...observation, traces: [...ways.values()] };
}

/** Traces of one pacing each, those of the first pacing first. */
export function separated(traces: readonly StoredTrace[]): Trace[] {
  return pacings.flatMap((pacing, index) =>
    traces.flatMap(({ trials, ...way }) => {
      const count = trials[index as 0 | 1];
      return count === 0 ? [] : [{ ...way, pacing, count }];
    }),
  );
}
