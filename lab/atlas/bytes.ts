import type { Observation, Trace } from '../results/result.ts';
import type { Step } from '../scenario/case.ts';

/** The agent keeps this many received bytes of a call. */
const mostKept = 32;

/**
 * The steps of a case (from 0) where received bytes tell more than outcomes do: the scenario says `show: bytes`, or somewhere the same
 * outcome came with different bytes. All observations of the case together, so that a step is shown alike for all systems.
 */
export function distinguishingSteps(observations: Iterable<Observation>, steps: readonly Pick<Step, 'show'>[] = []): ReadonlySet<number> {
  const known = new Map<string, string>();
  const distinguishing = new Set(steps.flatMap((step, index) => (step.show === 'bytes' ? [index] : [])));
  for (const { traces } of observations) {
    for (const { outcomes, bytes } of traces) {
      for (const [step, hex] of Object.entries(bytes ?? {})) {
        const key = `${step} ${outcomes[Number(step)]}`;
        const other = known.get(key) ?? hex;
        if (other !== hex) distinguishing.add(Number(step));
        known.set(key, other);
      }
    }
  }
  return distinguishing;
}

/** A trace whose outcomes say which bytes came, at the steps where that tells something: `5 "hello"`. */
export function withBytes(trace: Trace, distinguishing: ReadonlySet<number>): Trace {
  if (distinguishing.size === 0 || trace.bytes === undefined) return trace;
  const { bytes } = trace;
  const outcomes = trace.outcomes.map((outcome, step) => {
    const hex = distinguishing.has(step) ? bytes[String(step)] : undefined;
    return hex === undefined || hex === '' ? outcome : `${outcome} ${bytesText(hex)}`;
  });
  return { ...trace, outcomes };
}

/** The outcome alone: `5` of `5 "hello"`. */
export function withoutBytes(outcome: string): string {
  return outcome.replace(/^([0-9]+(?:\+[A-Za-z0-9_+]+)?) (?:"[^"]*"|0x[0-9a-f]+)…?$/, '$1');
}

/** Bytes as text if they are plain text, else in hexadecimal; three dots where there may have been more. */
function bytesText(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const more = bytes.length >= mostKept ? '…' : '';
  const isPlain = bytes.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x60);
  return `${isPlain ? `"${bytes.toString('latin1')}"` : `0x${hex}`}${more}`;
}
