import { LabError } from '../failure.ts';
import type { AgentFile } from '../targets/agent-source.ts';

/** How deep files may include each other; more can only be a circle. */
const depthLimit = 50;

/**
 * The agent as one C file: `agent.c` with every `#include "x"` replaced by the file's text, and the hash of its source defined at the
 * top. `#line` directives keep the compiler's complaints about the files that people know. A header is put in once, since all of them
 * guard against a second time; a `.def` file each time, since that is its use. What is not ASCII (it can only stand in comments) becomes
 * `?`: a shell that reads the kit in the C locale may refuse it, as yash does. Throws LabError `bad-request` if a file is missing.
 */
export function amalgamate(files: readonly AgentFile[], sourceHash: string): string {
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  const seen = new Set<string>();
  const lines = [`#define AGENT_SOURCE_HASH "${sourceHash}"`];

  function add(name: string, from: string, depth: number): void {
    const text = texts.get(name);
    if (text === undefined || depth > depthLimit) {
      const what = text === undefined ? 'which is not there' : 'which leads back to itself';
      throw new LabError('bad-request', `lab/agent/${from} includes "${name}", ${what}.`, 'git restore lab/agent');
    }
    seen.add(name);
    lines.push(`#line 1 "${name}"`);
    for (const [index, line] of text.trimEnd().split('\n').entries()) {
      const included = /^\s*#\s*include\s+"([^"]+)"/.exec(line)?.[1];
      if (included === undefined) {
        lines.push(line);
        continue;
      }
      if (!(included.endsWith('.h') && seen.has(included))) add(included, name, depth + 1);
      lines.push(`#line ${index + 2} "${name}"`);
    }
  }

  add('agent.c', 'agent.c', 0);
  return `${lines.join('\n')}\n`.replaceAll(/[^\n\t\x20-\x7e]/gu, '?');
}
