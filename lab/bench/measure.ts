import { spawnSync } from 'node:child_process';
import type { SpawnSyncOptionsWithStringEncoding } from 'node:child_process';

/** One line of the benchmark: a ratio of two things measured in the same run, and the bound that it is held against. */
export interface Ratio {
  name: string;
  /** What was measured, with units, for the reader. */
  measured: string;
  ratio: number;
  bound: { kind: 'at least' | 'at most'; value: number } | undefined;
}

/** Runs a program to its end. Returns its output and how long it took in seconds; throws if it fails. */
export function time(
  command: string,
  args: readonly string[],
  options: Partial<SpawnSyncOptionsWithStringEncoding> & { expected?: readonly number[] } = {},
): { seconds: number; stdout: string } {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  const seconds = (performance.now() - start) / 1000;
  if (error) throw error;
  if (!(options.expected ?? [0]).includes(status ?? -1)) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr.trimEnd().split('\n').slice(-20).join('\n')}`);
  }
  return { seconds, stdout };
}

/** The value in the middle: what disturbs a run only sometimes does not count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
