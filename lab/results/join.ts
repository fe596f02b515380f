import { canonicalJson } from './canonical.ts';
import type { Observation, Trace } from './result.ts';
import { pacings } from './pacing.ts';

/** What two runs of the same case saw between them: equal traces are counted together, and trials that are missing add up. */
export function joinObservations(one: Observation, other: Observation): Observation {
  const traces = new Map<string, Trace>();
  for (const trace of [...one.traces, ...other.traces]) {
    const key = canonicalJson({ ...trace, count: 0 });
    traces.set(key, { ...trace, count: trace.count + (traces.get(key)?.count ?? 0) });
  }
  const sorted = [...traces]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, trace]) => trace)
    .toSorted((a, b) => pacings.indexOf(a.pacing) - pacings.indexOf(b.pacing) || b.count - a.count);
  const why = [one, other].flatMap(({ incomplete }) => (incomplete === undefined ? [] : [incomplete.why])).toSorted()[0];
  const missing = (one.incomplete?.missing ?? 0) + (other.incomplete?.missing ?? 0);
  return { hash: one.hash, traces: sorted, ...(why === undefined ? {} : { incomplete: { missing, why } }) };
}
