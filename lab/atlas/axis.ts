import { grouped } from '../grouped.ts';
import { named, titleOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { compareVersions } from './kernel-version.ts';
import { compare } from './order.ts';
import type { System } from './system.ts';
import { versionRuns } from './version-runs.ts';

/**
 * One of the things in which systems can differ. Systems are compared along an axis only with those that are equal in everything else that could
 * matter, so that a difference between them can have no other reason.
 */
export interface Axis {
  id: 'libc' | 'kernel version' | 'architecture' | 'runtime' | 'kernel';
  /** How a finding begins: `The libc decides`. */
  decides: string;
  /** How the values differ, for a reader who wants to know what was compared. */
  compares: string;
  /** Where a system stands on the axis, in a reader's words. */
  valueOf(identity: Identity): string;
  /** Equal for systems that may be compared along the axis, but for their libcs. */
  contextOf(identity: Identity): string;
  /** `may differ`: in any case in which the same two libcs are measured on one kernel and show the same behaviour there. */
  libc: 'is the axis' | 'may differ' | 'does not count';
}

/** All axes. The last one, the kernel itself, brings the others with it: there, every system of one kernel is held against every one of another. */
export const axes: readonly Axis[] = [
  {
    id: 'kernel version',
    decides: 'The version of the kernel decides',
    compares: 'versions of one kernel on one architecture, with libcs that are equal or shown not to matter in the case',
    valueOf: ({ name, version }) => named({ name: titleOf(name), version }),
    contextOf: ({ name, runtime, arch, bits }) => key(name, sharedRuntime(runtime?.name), arch, bits),
    libc: 'may differ',
  },
  {
    id: 'libc',
    decides: 'The libc decides',
    compares: 'libcs on the same kernel, runtime and architecture',
    valueOf: ({ libc }) => named(libc),
    contextOf: ({ name, version, runtime, arch, bits }) => key(name, version, runtime?.name, arch, bits),
    libc: 'is the axis',
  },
  {
    id: 'architecture',
    decides: 'The architecture decides',
    compares: 'architectures with the same release of the kernel, with libcs that are equal or shown not to matter in the case',
    valueOf: ({ arch, bits }) => (bits === 32 && arch === 'x86_64' ? `${arch}, 32-bit program` : arch),
    contextOf: ({ name, version, runtime }) => key(name, version, sharedRuntime(runtime?.name)),
    libc: 'may differ',
  },
  {
    id: 'runtime',
    decides: 'What runs the program decides',
    compares: 'runtimes with the same kernel and architecture, with libcs that are equal or shown not to matter in the case',
    valueOf: ({ runtime }) => runtime?.name ?? 'nothing in between',
    contextOf: ({ name, version, arch, bits }) => key(name, version, arch, bits),
    libc: 'may differ',
  },
  {
    id: 'kernel',
    decides: 'The kernel decides',
    compares: 'kernels, each in all its versions and with all its libcs: only what no two of them share counts',
    valueOf: ({ name }) => titleOf(name),
    contextOf: () => '',
    libc: 'does not count',
  },
];

/** Systems that can be compared along the axis, but for their libcs: sets of at least two that stand in different places on it. */
export function contextsOf(axis: Axis, systems: readonly System[]): System[][] {
  const sets = grouped(systems, ({ identity }) => axis.contextOf(identity));
  return [...sets.values()].filter((set) => new Set(set.map(({ identity }) => axis.valueOf(identity))).size > 1);
}

/** Places on an axis in order: Linux first, names by alphabet, versions by number. */
export function sortValues(values: Iterable<string>): string[] {
  return [...new Set(values)].toSorted((one, other) => {
    const [first, second] = [nameIn(one), nameIn(other)];
    if (first !== second) return first === 'Linux' ? -1 : second === 'Linux' ? 1 : compare(first, second);
    return compareVersions(one.slice(nameIn(one).length).trim(), other.slice(nameIn(other).length).trim()) || compare(one, other);
  });
}

/** Some of all values in words: a name that has no other values stands alone, else with where it is divided: `Linux before 6.1`. Both must be sorted. */
export function spanText(values: readonly string[], all: readonly string[]): string[] {
  const versionIn = (value: string): string => value.slice(nameIn(value).length).trim();
  return [...grouped(values, nameIn)].flatMap(([name, own]) => {
    const others = all.filter((value) => nameIn(value) === name);
    if (others.every((value) => own.includes(value))) return [name];
    // What has no version cannot lie before or behind another.
    if (others.some((value) => value === name)) return own;
    return versionRuns(own.map(versionIn), others.map(versionIn)).map((run) => `${name} ${run}`);
  });
}

function nameIn(value: string): string {
  return value.replace(/ v?[0-9].*$/, '');
}

function key(...parts: unknown[]): string {
  return JSON.stringify(parts);
}

/** A kernel on a machine, be it an emulated one, is that kernel; what containers run under stands between. */
function sharedRuntime(name: string | undefined): string {
  return name === undefined || name.toLowerCase() === 'qemu' ? 'a machine' : name;
}
