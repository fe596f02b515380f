import semver from 'semver';
import { compare } from './atlas.ts';
import type { Subject } from './atlas.ts';
import { comparableVersion, named, shortVersion, titleOf } from './system.ts';
import type { System } from './system.ts';

/**
 * One of the things in which systems can differ. Subjects are compared along an axis only with those that are equal in everything else that could
 * matter, so that a difference between them can have no other reason.
 */
export interface Axis {
  id: 'libc' | 'kernel version' | 'architecture' | 'runtime' | 'kernel';
  /** How a finding begins: `libc decides`. */
  decides: string;
  /** How the values differ, for a reader who wants to know what was compared. */
  compares: string;
  /** Where a system stands on the axis, in a reader's words. */
  valueOf(system: System): string;
  /** Equal for systems that may be compared along the axis. */
  contextOf(system: System): string;
}

/** All axes. The last one, the kernel itself, brings the others with it: there, every system of one kernel is held against every one of another. */
export const axes: readonly Axis[] = [
  {
    id: 'kernel version',
    decides: 'The version of the kernel decides',
    compares: 'versions of one kernel, with the same libc, runtime and architecture',
    valueOf: ({ name, version }) => named({ name: titleOf(name), version: shortVersion(version ?? '') }),
    contextOf: ({ name, libc, runtime, arch, bits }) => key(name, named(libc), runtime?.name, arch, bits),
  },
  {
    id: 'libc',
    decides: 'The libc decides',
    compares: 'libcs on the same kernel, runtime and architecture',
    valueOf: ({ libc }) => named(libc),
    contextOf: ({ name, version, runtime, arch, bits }) => key(name, version, runtime?.name, arch, bits),
  },
  {
    id: 'architecture',
    decides: 'The architecture decides',
    compares: 'architectures with the same release of the kernel, libc and runtime',
    valueOf: ({ arch, bits }) => (bits === 32 && arch === 'x86_64' ? `${arch}, 32-bit program` : arch),
    contextOf: ({ name, version, libc, runtime }) => key(name, shortVersion(version ?? ''), named(libc), runtime?.name),
  },
  {
    id: 'runtime',
    decides: 'What runs the program decides',
    compares: 'runtimes with the same kernel, libc and architecture',
    valueOf: ({ runtime }) => runtime?.name ?? 'nothing in between',
    contextOf: ({ name, version, libc, arch, bits }) => key(name, version, named(libc), arch, bits),
  },
  {
    id: 'kernel',
    decides: 'The kernel decides',
    compares: 'kernels, each in all its versions and with all its libcs: only what no two of them share counts',
    valueOf: ({ name }) => titleOf(name),
    contextOf: () => '',
  },
];

/** Subjects that can be compared along the axis: sets of at least two that stand in different places on it. */
export function contextsOf(axis: Axis, subjects: readonly Subject[]): Subject[][] {
  const sets = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const context = axis.contextOf(subject.system);
    sets.set(context, [...(sets.get(context) ?? []), subject]);
  }
  return [...sets.values()].filter((set) => new Set(set.map(({ system }) => axis.valueOf(system))).size > 1);
}

/** Places on an axis in order: Linux first, names by alphabet, versions by number. */
export function sortValues(values: Iterable<string>): string[] {
  return [...new Set(values)].toSorted((one, other) => {
    const [first, second] = [nameIn(one), nameIn(other)];
    if (first !== second) return first === 'Linux' ? -1 : second === 'Linux' ? 1 : compare(first, second);
    const [early, late] = [comparableVersion(one), comparableVersion(other)];
    return early !== undefined && late !== undefined && early !== late ? semver.compare(early, late) : compare(one, other);
  });
}

/** The values as few words: neighbours among `all` as a range, `Linux 5.10.9 to 6.1.4`. Both must be sorted. */
export function spanText(values: readonly string[], all: readonly string[]): string[] {
  const runs: string[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && nameIn(last) === nameIn(value) && all.indexOf(value) === all.indexOf(last) + 1)
      run.push(value);
    else runs.push([value]);
  }
  return runs.flatMap((run) => {
    const [first = '', last = ''] = [run[0], run.at(-1)];
    const version = last.slice(nameIn(last).length).trim();
    return run.length > 2 && version !== '' ? [`${first} to ${version}`] : run;
  });
}

function nameIn(value: string): string {
  return value.replace(/ v?[0-9].*$/, '');
}

function key(...parts: unknown[]): string {
  return JSON.stringify(parts);
}
