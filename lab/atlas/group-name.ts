import { allOf } from '../prose.ts';
import type { Group } from './group.ts';
import { named, sentenceOf, titleOf } from './identity.ts';
import { compareVersions } from './kernel-version.ts';
import { compare } from './order.ts';
import type { System } from './system.ts';
import { versionRuns } from './version-runs.ts';

/**
 * A short, honest name for each group, in the same order. A kernel all of whose systems are in one group is that kernel: `Linux`. Else it is named by
 * what divides it: versions (`Linux before 6.1`, `Linux 6.1 and later`), libc, runtime or architecture. Versions are named by where they divide and
 * not one by one, so that a name stays when another version is measured that behaves as its neighbours. Plain text, not yet escaped. No two groups
 * get the same name.
 */
export function nameGroups(groups: readonly Group[]): string[] {
  const names = groups.map(({ members }) => inOneName(kernelNames(members).map((kernel) => partName(kernel, members, groups))));
  const isTwice = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
  return names.map((name, index) => (isTwice(name) ? `${name}: ${idsOf(groups[index]?.members ?? [])}` : name));
}

/**
 * A short name for some of these systems, as a column's would be: `Linux` if all of that kernel are among them, `Linux before 6.1` if versions divide it.
 * Plain text.
 */
export function nameAmong(some: readonly System[], everyone: readonly System[]): string {
  const own = new Set(some);
  const groups = [{ members: [...some] }, { members: everyone.filter((system) => !own.has(system)) }];
  return nameGroups(groups)[0] ?? '';
}

/** The kernels with their versions, from the lowest to the highest: `Linux 5.10 to 7.3.4, gVisor 20240101`. */
export function kernelVersionsOf(members: readonly System[]): string {
  const kernels = kernelNames(members).map((name) => {
    const versions = versionsOf(ofKernel(members, name));
    return named({ name: titleOf(name), version: spanOf(versions) });
  });
  return inOneName(kernels);
}

function inOneName(kernels: readonly string[]): string {
  return kernels.some((kernel) => kernel.includes(' and ') || kernel.includes(', ')) ? kernels.join('; ') : allOf(kernels);
}

/** The distinct values of something among systems, sorted. */
export function distinct(members: readonly System[], of: (member: System) => string): string[] {
  return [...new Set(members.map(of))].toSorted(compare);
}

/** The names of kernels: Linux first, since most readers and most targets have it, then in alphabetical order. */
function kernelNames(members: readonly System[]): string[] {
  const names = distinct(members, (member) => member.identity.name);
  return [...names.filter((name) => name === 'linux'), ...names.filter((name) => name !== 'linux')];
}

/** What these members are of one kernel, as far as it must be said to tell them from the same kernel in other groups. */
function partName(kernel: string, members: readonly System[], groups: readonly Group[]): string {
  const own = ofKernel(members, kernel);
  const rest = groups.flatMap((group) => (group.members === members ? [] : ofKernel(group.members, kernel)));
  const title = titleOf(kernel);
  if (rest.length === 0) return title;
  const everyone = [...own, ...rest];
  const haveVersions = everyone.every(({ identity }) => identity.version !== undefined);
  if (haveVersions && areApart(own, rest, versionOf))
    return `${title} ${versionRuns(own.map(versionOf), everyone.map(versionOf)).join(', ')}`;
  const facet = facets.find(({ of }) => areApart(own, rest, of));
  if (facet !== undefined) return `${title} ${facet.word} ${allOf(distinct(own, facet.of))}`;
  // The first of several that nothing divides is what the others are exceptions from.
  const isFirst = groups.find((group) => group.members.some(({ identity }) => identity.name === kernel))?.members === members;
  if (isFirst) return `${title} otherwise`;
  // The oldest stands for the others: how many they are, and which is the newest, would change with every system that behaves as they do.
  const [oldest, ...others] = own.toSorted((one, other) => compareVersions(versionOf(one), versionOf(other)) || compare(one.id, other.id));
  return oldest === undefined ? title : `${sentenceOf(oldest.identity)}${others.length === 0 ? '' : ' and others'}`;
}

/** In what else than versions systems of one kernel can differ, in the order in which a reader would think of it. */
const facets: { word: string; of: (member: System) => string }[] = [
  { word: 'with', of: ({ identity }) => identity.libc.name },
  { word: 'with', of: ({ identity }) => named(identity.libc) },
  { word: 'under', of: ({ identity }) => identity.runtime?.name ?? 'nothing else' },
  { word: 'on', of: ({ identity: { arch, bits } }) => (bits === 32 && arch === 'x86_64' ? `${arch} (32-bit)` : arch) },
];

/** Whether none of ours has a value in common with one of the others. */
function areApart(ours: readonly System[], others: readonly System[], of: (member: System) => string): boolean {
  const values = new Set(ours.map(of));
  return !others.some((member) => values.has(of(member)));
}

function idsOf(members: readonly System[]): string {
  return allOf(members.map(({ id }) => id));
}

function ofKernel(members: readonly System[], kernel: string): System[] {
  return members.filter(({ identity }) => identity.name === kernel);
}

function versionOf({ identity }: System): string {
  return identity.version ?? '';
}

function versionsOf(members: readonly System[]): string[] {
  const versions = members.map((member) => member.identity.version).filter((version) => version !== undefined);
  return [...new Set(versions)].toSorted(compareVersions);
}

function spanOf(versions: string[]): string | undefined {
  if (versions.length < 4) return versions.length === 0 ? undefined : allOf(versions);
  return `${versions[0]} to ${versions.at(-1)}`;
}
