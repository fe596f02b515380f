import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Trace } from '../results/result.ts';
import { agree } from './agree.ts';
import type { Agreement } from './agree.ts';

/**
 * Two full runs of two targets, taken from the repository's history (commits 9596214 and af3a61d): cases whose traces are not the very same in both.
 * `linux-6.12` ran in an emulated machine that was busy, with 5 trials of each pacing and a deadline that did not yet outlast what it waited for.
 */
const runs = JSON.parse(readFileSync(new URL('two-runs.json', import.meta.url), 'utf8')) as Record<
  string,
  { identical: number; pairs: Record<string, [Trace[], Trace[]]> }
>;

function kindsIn(target: string): Map<Agreement['kind'], string[]> {
  const found = new Map<Agreement['kind'], string[]>();
  for (const [id, [one, other]] of Object.entries(runs[target]?.pairs ?? {})) {
    const { kind } = agree({ traces: one }, { traces: other });
    found.set(kind, [...(found.get(kind) ?? []), id]);
  }
  return found;
}

test('two runs of this machine contradict each other nowhere, although 50 cases went differently', () => {
  const found = kindsIn('native');
  expect((runs['native']?.identical ?? 0) + Object.keys(runs['native']?.pairs ?? {}).length).toBe(3163);
  expect(Object.keys(runs['native']?.pairs ?? {})).toHaveLength(50);
  expect(found.get('differ')).toBeUndefined();
  expect(found.get('same but for timing')).toHaveLength(23);
});

test('two runs of a busy emulated machine contradict each other less often than it is flaky', () => {
  const found = kindsIn('linux-6.12');
  expect(found.get('flaky')?.length).toBeGreaterThan(20);
  // All four wait a second in close() and were cut off by a deadline that depended on how quick the machine was.
  expect(found.get('differ')?.every((id) => id.startsWith('linger-close-unsent-data/1.1.'))).toBe(true);
  expect(found.get('differ')?.length).toBeLessThan(found.get('flaky')?.length ?? 0);
});
