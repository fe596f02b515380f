import { compare } from './order.ts';
import type { System } from './system.ts';
import type { Group } from './group.ts';
import { allOf, someOf } from '../prose.ts';
import { named, titleOf } from './identity.ts';
import { compareVersions } from './kernel-version.ts';

/**
 * A short, honest name for each group, in the same order: kernels only, `Linux`, where that tells the groups apart; else with what does: versions,
 * libc, runtime, architecture; else the targets themselves. Plain text, not yet escaped. No two groups get the same name.
 */
export function nameGroups(groups: readonly Group[]): string[] {
  const names = groups.map((group) => kernelsOf(group.members));
  return names.map((name, index) => {
    const rivals = groups.filter((_group, other) => other !== index && names[other] === name);
    const group = groups[index];
    if (group === undefined || rivals.length === 0) return name;
    const facet = facets.find((one) => rivals.every((rival) => disjoint(one.of, group.members, rival.members)));
    return facet === undefined
      ? `${name}: ${someOf(
          group.members.map((member) => member.id),
          2,
        )}`
      : facet.name(name, group.members);
  });
}

/** The kernels among these systems, without versions: `Linux`, `Linux and gVisor`. */
function kernelsOf(members: readonly System[]): string {
  return allOf(kernelNames(members).map(titleOf));
}

/** The kernels with their versions, from the lowest to the highest: `Linux 5.10 to 7.3.4, gVisor 20240101`. */
export function kernelVersionsOf(members: readonly System[]): string {
  const kernels = kernelNames(members).map((name) => {
    const versions = versionsOf(members.filter((member) => member.identity.name === name));
    return named({ name: titleOf(name), version: spanOf(versions) });
  });
  return kernels.some((kernel) => kernel.includes(' and ')) ? kernels.join('; ') : allOf(kernels);
}

/** The names of kernels: Linux first, since most readers and most targets have it, then in alphabetical order. */
function kernelNames(members: readonly System[]): string[] {
  const names = distinct(members, (member) => member.identity.name);
  return [...names.filter((name) => name === 'linux'), ...names.filter((name) => name !== 'linux')];
}

/** The distinct values of something among systems, sorted. */
export function distinct(members: readonly System[], of: (member: System) => string): string[] {
  return [...new Set(members.map(of))].toSorted(compare);
}

interface Facet {
  of: (member: System) => string;
  name: (kernels: string, members: readonly System[]) => string;
}

const facets: Facet[] = [
  { of: (member) => `${member.identity.name} ${member.identity.version}`, name: (_kernels, members) => kernelVersionsOf(members) },
  { of: (member) => member.identity.libc.name, name: suffixed(' with ', (member) => member.identity.libc.name) },
  { of: (member) => named(member.identity.libc), name: suffixed(' with ', (member) => named(member.identity.libc)) },
  {
    of: (member) => member.identity.runtime?.name ?? '',
    name: suffixed(' under ', (member) => member.identity.runtime?.name ?? 'nothing else'),
  },
  { of: (member) => `${member.identity.arch} ${member.identity.bits}`, name: suffixed(' on ', (member) => member.identity.arch) },
];

function suffixed(word: string, of: (member: System) => string): Facet['name'] {
  return (kernels, members) => `${kernels}${word}${allOf(distinct(members, of))}`;
}

function disjoint(of: (member: System) => string, ours: readonly System[], theirs: readonly System[]): boolean {
  const values = new Set(ours.map(of));
  return !theirs.some((member) => values.has(of(member)));
}

function versionsOf(members: readonly System[]): string[] {
  const versions = members.map((member) => member.identity.version).filter((version) => version !== undefined);
  return [...new Set(versions)].toSorted(compareVersions);
}

function spanOf(versions: string[]): string | undefined {
  if (versions.length < 4) return versions.length === 0 ? undefined : allOf(versions);
  return `${versions[0]} to ${versions.at(-1)}`;
}
