import type { AgentOutput } from './driver.ts';
import type { Observations } from './observations.ts';

/** Why a target's run counts as failed. */
export interface Fault {
  /** How it ended, in a few words that are the same whenever it ends so: `was killed by SIGKILL`. */
  end: string;
  /** All that is known of it, in one line. */
  text: string;
  hint?: string | undefined;
}

/**
 * Why a target's run counts as failed; `undefined` if it ended well. What it saw until then is kept either way: the cases that are
 * complete are facts, whatever became of the rest.
 */
export function faultOf(output: AgentOutput, seen: Observations, agentHash: string): Fault | undefined {
  const reasons: string[] = [];
  // It has said all that it was asked, and that this is all: how it ended does not matter where nobody knows.
  const isLost = seen.complete && output.exitCode === undefined;
  const code = output.exitCode !== undefined && output.exitCode !== 0 ? `ended with code ${output.exitCode}` : undefined;
  const end = (output.fault ?? code)?.split('\n', 1)[0] ?? 'ended early';
  if (output.fault !== undefined && !isLost) reasons.push(output.fault);
  else if (code !== undefined) reasons.push(`the agent ${code}`);
  reasons.push(...seen.problems);
  if (seen.header !== undefined && seen.header.agent.source !== agentHash) {
    reasons.push(`the agent was made from other source (${seen.header.agent.source.slice(0, 12)}…) than this checkout's`);
  }
  if (reasons.length === 0) return undefined;
  const complaint = lastLine(output.stderr);
  return { end, text: [...reasons, ...(complaint === undefined ? [] : [`on standard error it said: ${complaint}`])].join('; ') };
}

/** Whether the target's program is of a kind that this machine's kernel does not run: of another processor, or of 32 bits where it has only 64. */
export function isForeign({ text }: Fault): boolean {
  return /exec format error/i.test(text);
}

function lastLine(text: string): string | undefined {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  // Control characters would move the cursor of whoever reads the message.
  return line === '' ? undefined : line.slice(0, 300).replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '\u{FFFD}');
}
