import { markdownTable } from 'markdown-table';
import stringWidth from 'string-width';
import type { RunDocument, CaseResult } from './run-document.ts';

/** The result table of `lab run`: for each case a table of steps and targets. Targets that gave the same share a column. */
export function runTable(document: RunDocument): string {
  return document.cases.map(({ id, results }) => caseTable(id, results)).join('\n');
}

function caseTable(id: string, results: Record<string, CaseResult>): string {
  const groups = new Map<string, { targets: string[]; result: CaseResult }>();
  for (const [target, result] of Object.entries(results)) {
    const key = JSON.stringify([result.status, ...cells(result)]);
    const group = groups.get(key);
    if (group) group.targets.push(target);
    else groups.set(key, { targets: [target], result });
  }
  const shown = [...groups.values()].filter(({ result }) => result.traces.length > 0);
  const labels = [...new Set(shown.flatMap(({ result }) => result.traces.flatMap((trace) => trace.steps.map((step) => step.label))))];
  const columns = shown.map(({ targets, result }) => ({ heading: heading(targets), column: cells(result) }));
  const rows = labels.map((label) => [label, ...columns.map(({ column }) => column.get(label) ?? '')]);
  const table = markdownTable([['step', ...columns.map(({ heading: text }) => text)], ...rows], { stringLength: stringWidth });
  return columns.length === 0 ? `${id}: no target gave an answer\n` : `${id}\n\n${table}\n`;
}

function heading(targets: readonly string[]): string {
  return targets.length <= 3 ? targets.join(', ') : `${targets.slice(0, 2).join(', ')} and ${targets.length - 2} more`;
}

/** What each step gave: in one word if all trials of both pacings agree, else by pacing and count. */
function cells(result: CaseResult): Map<string, string> {
  const byLabel = new Map<string, Map<string, Map<string, number>>>();
  for (const { pacing, count, steps } of result.traces) {
    for (const { label, outcome } of steps) {
      const pacings = byLabel.get(label) ?? new Map<string, Map<string, number>>();
      byLabel.set(label, pacings);
      const counts = pacings.get(pacing) ?? new Map<string, number>();
      pacings.set(pacing, counts);
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
    }
  }
  return new Map([...byLabel].map(([label, pacings]) => [label, cell(pacings)]));
}

function cell(pacings: Map<string, Map<string, number>>): string {
  const texts = new Map([...pacings].map(([pacing, counts]) => [pacing, histogram(counts)]));
  const distinct = new Set(texts.values());
  const text = distinct.size === 1 ? ([...distinct][0] ?? '') : [...texts].map(([pacing, seen]) => `${pacing}: ${seen}`).join('; ');
  return text.replaceAll('|', '\\|');
}

function histogram(counts: Map<string, number>): string {
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (sorted.length === 1) return sorted[0]?.[0] ?? '';
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  return sorted.map(([outcome, count]) => `${outcome} ${count} of ${total}`).join(', ');
}
