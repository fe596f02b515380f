import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places } from '../root.ts';
import { time } from './measure.ts';

/** A copy of this checkout that a benchmark can run the lab in without touching the results that are stored here. */
export interface Checkout {
  root: string;
  /** Runs the lab in it; seconds. */
  lab(...args: string[]): number;
  remove(): void;
}

/** Copies what the lab reads; dependencies and compiled agents are shared. */
export function copyCheckout(): Checkout {
  const { root } = places();
  const copy = mkdtempSync(join(tmpdir(), 'sockatlas-bench-'));
  for (const name of ['lab', 'scenarios', 'docker', 'reports', 'package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return {
    root: copy,
    lab: (...args) => time('node', ['--import', 'tsx', 'lab/cli.ts', ...args], { cwd: copy }).seconds,
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}
