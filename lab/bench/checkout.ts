import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
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

/** Copies what the lab reads; dependencies are shared. */
export function copyCheckout(): Checkout {
  const { root } = places();
  const copy = newFolder();
  for (const name of ['lab', 'scenarios', 'docker', 'reports', 'package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  return checkoutIn(copy);
}

/** The lab as it was at a commit, with the results that it had then and the packages of today. Throws where the repository does not have that commit. */
export function checkoutOf(commit: string): Checkout {
  const copy = newFolder();
  const archive = join(copy, 'archive.tar');
  time('git', ['archive', '--output', archive, commit], { cwd: places().root });
  time('tar', ['-xf', archive, '-C', copy]);
  rmSync(archive);
  return checkoutIn(copy);
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sockatlas-bench-'));
}

function checkoutIn(copy: string): Checkout {
  const packages = join(places().root, 'node_modules');
  mkdirSync(join(copy, 'node_modules'));
  // Each for itself: what the lab caches among them is its own.
  for (const name of readdirSync(packages)) if (name !== '.cache') symlinkSync(join(packages, name), join(copy, 'node_modules', name));
  return {
    root: copy,
    lab: (...args) => time('node', ['--import', 'tsx', 'lab/cli.ts', ...args], { cwd: copy }).seconds,
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}
