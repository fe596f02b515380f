import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../failure.ts';
import { compilePlan } from '../plan/compile.ts';
import { spread } from '../plan/spread.ts';
import { pacings } from '../results/pacing.ts';
import type { Pacing } from '../results/pacing.ts';
import type { Observation } from '../results/result.ts';
import type { Case } from '../scenario/case.ts';
import type { AgentOutput, Prepared } from './driver.ts';
import { faultOf, type Fault } from './fault.ts';
import { ObservationReader, type Header } from './observations.ts';
import { persevere, type Perseverance, type SoFar, type Start } from './persevere.ts';
import type { Progress } from './progress.ts';
import { Silence, silenceOf, type Patience } from './silence.ts';
import type { Target } from './target.ts';

/** What a target is to answer. */
export interface ObserveRequest {
  target: Target;
  prepared: Prepared;
  due: readonly Case[];
  /** How many cases were asked for, those among them that are known. */
  of: number;
  /** Trials of each case in each pacing. */
  trials: number;
  /** Which pacings; by default all. */
  pacings?: readonly Pacing[];
  agentHash: string;
  progress: Progress;
  signal: AbortSignal;
  patience: Patience;
}

/** What all starts of a target gave together. */
export interface Seen extends Perseverance<Case, Observation> {
  header: Header | undefined;
  /** The first thing that went wrong. */
  fault: Fault | undefined;
}

/** Has a target answer all cases that are due, in as many starts as it takes; what it has said when `signal` is aborted. */
export async function observe(request: ObserveRequest): Promise<Seen> {
  const { target, prepared, due, of, trials, agentHash, progress, signal, patience } = request;
  const wanted = request.pacings ?? pacings;
  const { copies, trials: each } = spread(trials);
  let header: Header | undefined;
  let fault: Fault | undefined;
  let silentMs = 0;
  const start = async (batch: readonly Case[], soFar: SoFar): Promise<Start<Observation>> => {
    if (soFar.starts === 0) progress.stage(target, `running ${batch.length} of ${of} cases`);
    else
      progress.note(target, `${fault?.end ?? 'ended early'}; start ${soFar.starts + 1}, with ${batch.length} of the cases that are left`);
    const reader = new ObservationReader(batch, copies);
    const silence = new Silence();
    silence.allow(patience.start);
    let news = 0;
    const heard = (chunk: Uint8Array): void => {
      reader.add(chunk);
      if (reader.news === news) return;
      news = reader.news;
      progress.answered(target, soFar.answered + reader.cases.size);
      silence.allow(silenceOf(batch, each, reader.header?.slowness ?? 1, patience));
    };
    const text = compilePlan(batch, { trials: each, pacings: wanted, deadlineMs: callDeadlineMs, copies });
    const running = prepared.run(text, { signal: AbortSignal.any([signal, silence.signal]), heard });
    // A driver that does not come back after an interrupt must not take what was heard with it.
    const output = await Promise.race([running, interrupted(signal)])
      .catch((error: unknown) => {
        // What earlier starts measured must not be lost with this one; and what kept it from starting may pass.
        if (!(error instanceof LabError)) throw error;
        fault ??= { end: 'did not start', text: error.message, hint: error.hint };
        return neverBegan;
      })
      .finally(() => silence.over());
    silentMs += silence.costMs;
    const seen = reader.observations();
    header ??= seen.header;
    fault ??= faultOf(output, seen, agentHash);
    if (output.left !== undefined) progress.note(target, output.left);
    return { answered: seen.cases, began: seen.header !== undefined, goOn: !signal.aborted && silentMs < patience.total };
  };
  const all = await persevere(due, start);
  // A target that answers nothing is broken. If it answers other cases, then that this one ends it is what was found of the case.
  for (const { id, hash } of all.answered.size > 0 ? all.fatal : []) {
    const why = `it ends the target: ${fault?.end ?? 'ended early'}`.slice(0, 200);
    all.answered.set(id, { hash, traces: [], incomplete: { missing: trials * wanted.length, why, fatal: true } });
  }
  return { ...all, header, fault };
}

/** How long a call may take before it counts as blocking (ms), on a machine of ordinary speed. */
const callDeadlineMs = 300;

/** How long (ms) a driver may take to end its target after an interrupt. */
const farewellMs = 1300;

const neverBegan: AgentOutput = { stdout: '', stderr: '', exitCode: undefined, fault: 'did not start' };

async function interrupted(signal: AbortSignal): Promise<AgentOutput> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await sleep(farewellMs);
  return { stdout: '', stderr: '', exitCode: undefined, fault: 'was interrupted', left: 'it did not end in time: npm run lab -- clean' };
}
