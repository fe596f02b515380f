import { canonicalJson } from './canonical.ts';
import type { Observation, Result, Run } from './result.ts';
import { resultSchemaVersion } from './result.ts';
import { lostIn } from './surroundings.ts';

/** What one run of the agent gave: what it has in common, and what it saw in each case, by the case's id. */
export interface Measurement {
  target: string;
  run: Run;
  observations: Record<string, Observation>;
}

type StoredCase = Result['cases'][string];

/**
 * Takes a new run into the stored result of the same target.
 *
 * - A case that the run saw replaces what was stored of it; all others stay as they are, with the run they were seen in.
 * - A case seen exactly as before, by the same agent in the same place, keeps its old run, so that a rerun that found nothing new
 *   leaves the file's bytes alone.
 * - Fewer trials never replace more trials of the same thing.
 * - What was seen in worse surroundings, such as without a loopback or on a full disk, never replaces what the same system showed in better ones.
 * - Runs that no case names are dropped; the order of runs depends on nothing but what they are.
 *
 * Returns `undefined` if there was nothing before and nothing was seen.
 */
export function mergeRun(stored: Result | undefined, measured: Measurement): Result | undefined {
  const before = stored?.cases ?? {};
  const runOf = (one: StoredCase): Run => {
    const run = stored?.runs[one.run];
    if (run === undefined) throw new Error(`${measured.target}: a stored case names run ${one.run}, which is not there`);
    return run;
  };

  const cases = new Map<string, { observation: Observation; run: Run }>();
  for (const [id, one] of Object.entries(before)) cases.set(id, { observation: withoutRun(one), run: runOf(one) });
  for (const [id, observation] of Object.entries(measured.observations)) {
    const old = cases.get(id);
    if (old !== undefined && old.observation.hash === observation.hash && isSamePlace(old.run, measured.run)) {
      if (canonicalJson(old.observation) === canonicalJson(observation)) continue;
      if (trialsOf(old.observation) > trialsOf(observation)) continue;
    }
    if (old !== undefined && lostIn({ run: measured.run, observation }, old).length > 0) continue;
    cases.set(id, { observation, run: measured.run });
  }
  return cases.size === 0 ? undefined : build(measured.target, cases);
}

/**
 * Takes the result that another machine stored of the same target into the one that is stored here, run by run, the oldest first. What
 * was seen on an earlier day never replaces what was seen later.
 */
export function mergeResult(stored: Result | undefined, other: Result): Result {
  const byDate = other.runs.map((run, index) => ({ run, index })).toSorted((a, b) => a.run.date.localeCompare(b.run.date));
  const merged = byDate.reduce<Result | undefined>((before, { run, index }) => {
    const isLater = (id: string): boolean => (before?.runs[before.cases[id]?.run ?? -1]?.date ?? '') > run.date;
    const seen = Object.entries(other.cases).filter(([id, one]) => one.run === index && !isLater(id));
    const observations = Object.fromEntries(seen.map(([id, one]) => [id, withoutRun(one)]));
    return mergeRun(before, { target: other.target, run, observations });
  }, stored);
  return merged ?? other;
}

/** How many trials an observation stands for, those that are missing not counted. */
export function trialsOf(observation: Observation): number {
  return observation.traces.reduce((sum, trace) => sum + trace.count, 0);
}

/** Whether two runs differ in nothing but the day and how busy the machine was. */
function isSamePlace(a: Run, b: Run): boolean {
  return placeOf(a) === placeOf(b);
}

function placeOf(run: Run): string {
  return canonicalJson({ ...run, date: '', slowness: 0 });
}

/** Two runs on one day in one place are one run to the reader: the least disturbed of them gives the slowness. */
function keyOf(run: Run): string {
  return `${run.date} ${placeOf(run)}`;
}

function build(target: string, cases: Map<string, { observation: Observation; run: Run }>): Result {
  const runs = new Map<string, Run>();
  for (const { run } of cases.values()) {
    const known = runs.get(keyOf(run));
    if (known === undefined || run.slowness < known.slowness) runs.set(keyOf(run), run);
  }
  const keys = [...runs.keys()].sort();
  const sorted = [...cases].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    schemaVersion: resultSchemaVersion,
    target,
    runs: keys.map((key) => runs.get(key) as Run),
    cases: Object.fromEntries(sorted.map(([id, { observation, run }]) => [id, { ...observation, run: keys.indexOf(keyOf(run)) }])),
  };
}

function withoutRun({ run: _run, ...observation }: StoredCase): Observation {
  return observation;
}
