import { createHash } from 'node:crypto';
import { LabError } from '../failure.ts';
import { compilePlan } from '../plan/compile.ts';
import { lacksOf } from '../results/surroundings.ts';
import { Stopped, type AgentOutput, type RunLimits } from './driver.ts';
import { faultOf } from './fault.ts';
import { readObservations, type Header } from './observations.ts';

/** An agent that can be started, and how long it may take to say where it is. */
export interface Startable {
  run: (plan: string, limits: RunLimits) => Promise<AgentOutput>;
  agentHash: string;
  signal: AbortSignal;
  /** In milliseconds. */
  patience: number;
  /** What to type where it does not say it. */
  hint: string;
}

/**
 * Starts an agent with nothing to do: what it says of the place, before anything is measured. Throws a `partial` with all that is known of why it said
 * nothing, or is not this checkout's agent.
 */
export async function askHeader({ run, agentHash, signal, patience, hint }: Startable): Promise<Header> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Stopped('said nothing of itself and was stopped')), patience);
  try {
    const output = await run(compilePlan([]), { signal: AbortSignal.any([signal, late.signal]) });
    const seen = readObservations(output.stdout, []);
    const fault = faultOf(output, seen, agentHash);
    if (seen.header !== undefined && fault === undefined) return seen.header;
    throw new LabError('partial', fault?.text ?? 'the agent did not say where it is', hint);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What decides what is measured in a place: the system as it says of itself, what else is known of it, and what the place lacks now. Without a loopback
 * or IPv6 another thing would be measured than with it.
 */
export function fingerprintOf({ identity, unsupported, surroundings }: Header, facts: readonly string[]): string {
  const { sysname, release, version, machine, bits } = identity;
  const lacks = lacksOf({ unsupported, surroundings });
  const system = `${sysname} ${release} ${shortHash([version, machine, bits].join('\n'))}`;
  return shorten([system, ...facts, ...(lacks.length > 0 ? [`without ${lacks.join(', ')}`] : [])].join('; '));
}

/** The beginning of a text's SHA-256: enough to tell some thousands of texts from each other. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Fingerprints are stored, and bounded by the schema of results; one that is cut must still change with what was cut off. */
function shorten(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 180)} ${shortHash(text)}`;
}
