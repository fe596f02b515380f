import type { AgentOutput } from './driver.ts';
import type { Observations } from './observations.ts';

/**
 * Why a target's run counts as failed, in one line; `undefined` if it ended well. What it saw until then is kept either way: the cases
 * that are complete are facts, whatever became of the rest.
 */
export function faultOf(output: AgentOutput, seen: Observations, agentHash: string): string | undefined {
  const reasons: string[] = [];
  if (output.fault !== undefined) reasons.push(output.fault);
  else if (output.exitCode !== undefined && output.exitCode !== 0) reasons.push(`the agent ended with code ${output.exitCode}`);
  reasons.push(...seen.problems);
  if (seen.header !== undefined && seen.header.agent.source !== agentHash) {
    reasons.push(`the agent was made from other source (${seen.header.agent.source.slice(0, 12)}…) than this checkout's`);
  }
  if (reasons.length === 0) return undefined;
  const complaint = lastLine(output.stderr);
  return [...reasons, ...(complaint === undefined ? [] : [`on standard error it said: ${complaint}`])].join('; ');
}

function lastLine(text: string): string | undefined {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  // Control characters would move the cursor of whoever reads the message.
  return line === '' ? undefined : line.slice(0, 300).replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '\u{FFFD}');
}
