import { canonicalJson } from './canonical.ts';
import type { Result } from './result.ts';
import { withSharedTraces } from './stored.ts';

/**
 * The text of a result file: keys sorted, a run a line and a case a line, so that a changed observation is one changed line in a
 * diff and equal results are equal bytes.
 */
export function formatResult(result: Result): string {
  const cases = Object.entries(result.cases).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    '{',
    `"schemaVersion": ${result.schemaVersion},`,
    `"target": ${JSON.stringify(result.target)},`,
    '"runs": [',
    result.runs.map((run) => canonicalJson(run)).join(',\n'),
    '],',
    '"cases": {',
    cases.map(([id, observation]) => `${JSON.stringify(id)}: ${canonicalJson(withSharedTraces(observation))}`).join(',\n'),
    '}',
    '}',
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}
