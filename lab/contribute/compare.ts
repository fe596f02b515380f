import { canonicalJson } from '../results/canonical.ts';
import { parseOutcome } from '../results/outcome.ts';
import type { Observation, Result, Run, Trace } from '../results/result.ts';
import { pacings } from '../results/result.ts';
import { systemKey } from './place.ts';

/** A case in which a run from outside and a stored one of an equal system have no answer in common. */
export interface Contradiction {
  id: string;
  pacing: Trace['pacing'];
  /** The first step that differs between the commonest traces, from 0. */
  step: number;
  /** What it gave there. `nothing` where the trace ended before. */
  here: string;
  /** What it gave in the stored result. */
  there: string;
  target: string;
  /** The run of the stored result. */
  run: Run;
}

/** How the cases of a run stand to what is stored of equal systems. Every case is in one list; a contradicted one once for each target. */
export interface Comparison {
  /** Nothing is stored of them. */
  fresh: string[];
  /** The same traces were seen. */
  agree: string[];
  /** Some traces are the same: what depends on timing looks like this, and few trials. */
  overlap: string[];
  contradictions: Contradiction[];
}

/** Holds a run against stored results. Only the same version of a case on an equal system can agree or contradict. */
export function compare(run: Run, observations: Record<string, Observation>, stored: readonly Result[]): Comparison {
  const key = systemKey(run);
  const found: Comparison = { fresh: [], agree: [], overlap: [], contradictions: [] };
  const equal = stored.map((result) => ({ result, runs: result.runs.map((one) => systemKey(one) === key) }));
  for (const [id, observation] of Object.entries(observations)) {
    const verdicts = equal.flatMap(({ result, runs }) => {
      const other = result.cases[id];
      const otherRun = other && result.runs[other.run];
      if (other === undefined || otherRun === undefined || runs[other.run] !== true || other.hash !== observation.hash) return [];
      return [{ ...against(observation, other), target: result.target, run: otherRun }];
    });
    const contradictions = verdicts.flatMap(({ kind, at, target, run: by }) =>
      kind === 'contradicts' && at ? [{ id, ...at, target, run: by }] : [],
    );
    if (contradictions.length > 0) found.contradictions.push(...contradictions);
    else if (verdicts.every(({ kind }) => kind === 'silent')) found.fresh.push(id);
    else if (verdicts.some(({ kind }) => kind === 'overlaps')) found.overlap.push(id);
    else found.agree.push(id);
  }
  return found;
}

type Difference = Pick<Contradiction, 'pacing' | 'step' | 'here' | 'there'>;

function against(mine: Observation, other: Observation): { kind: 'agrees' | 'overlaps' | 'contradicts' | 'silent'; at?: Difference } {
  let kind: 'agrees' | 'overlaps' | 'silent' = 'silent';
  for (const pacing of pacings) {
    const here = answers(mine, pacing);
    const there = answers(other, pacing);
    if (here.length === 0 || there.length === 0) continue;
    const known = new Set(there.map(textOf));
    const common = new Set(here.map(textOf).filter((text) => known.has(text)));
    // Without IPv6 or with a stricter sandbox, an equal system has no answer; that is no other answer.
    if (common.size === 0 && (here.every(isUnsupported) || there.every(isUnsupported))) continue;
    if (common.size === 0) return { kind: 'contradicts', at: { pacing, ...firstDifference(here[0], there[0]) } };
    const same = common.size === known.size && common.size === here.length;
    if (!same) kind = 'overlaps';
    else if (kind === 'silent') kind = 'agrees';
  }
  return { kind };
}

/** Traces that answer the question, the commonest first. Where the agent inconclusive or could not set up, nothing was seen to contradict. */
function answers({ traces }: Observation, pacing: Trace['pacing']): Trace[] {
  return traces.filter((trace) => trace.pacing === pacing && !trace.outcomes.some(isNoAnswer)).sort((a, b) => b.count - a.count);
}

function isUnsupported({ outcomes }: Trace): boolean {
  return outcomes.some((outcome) => outcome.startsWith('unsupported: '));
}

function isNoAnswer(outcome: string): boolean {
  const kind = parseOutcome(outcome)?.kind;
  return kind === 'inconclusive' || kind === 'setup-failed';
}

function textOf({ outcomes, bytes }: Trace): string {
  return canonicalJson({ outcomes, bytes: bytes ?? {} });
}

function firstDifference(here: Trace | undefined, there: Trace | undefined): { step: number; here: string; there: string } {
  const mine = told(here);
  const other = told(there);
  const found = mine.findIndex((outcome, step) => outcome !== other[step]);
  const step = found === -1 ? mine.length : found;
  return { step, here: mine[step] ?? 'nothing', there: other[step] ?? 'nothing' };
}

/** Outcomes with the bytes that came: two reads of 5 bytes can differ. */
function told(trace: Trace | undefined): string[] {
  return (trace?.outcomes ?? []).map((outcome, step) => {
    const bytes = trace?.bytes?.[String(step)];
    return bytes === undefined ? outcome : `${outcome} (bytes ${bytes})`;
  });
}
