import semver from 'semver';
import { compare } from './atlas.ts';
import type { Subject } from './atlas.ts';
import type { Group } from './group.ts';
import { allOf, someOf } from '../pages/prose.ts';
import { comparableVersion, named, shortVersion, titleOf } from './system.ts';

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
    const telling = facets.find((facet) => rivals.every((rival) => disjoint(facet.of, group.members, rival.members)));
    return telling === undefined
      ? `${name}: ${someOf(
          group.members.map((member) => member.id),
          2,
        )}`
      : telling.name(name, group.members);
  });
}

/** The kernels among these subjects, without versions: `Linux`, `Linux and gVisor`. */
function kernelsOf(members: readonly Subject[]): string {
  return allOf(kernelNames(members).map(titleOf));
}

/** The kernels with their versions, from the lowest to the highest: `Linux 5.10 to 7.3.4, gVisor 20240101`. */
export function kernelVersionsOf(members: readonly Subject[]): string {
  const kernels = kernelNames(members).map((name) => {
    const versions = versionsOf(members.filter((member) => member.system.name === name));
    return named({ name: titleOf(name), version: spanOf(versions) });
  });
  return kernels.some((kernel) => kernel.includes(' and ')) ? kernels.join('; ') : allOf(kernels);
}

/** The names of kernels: Linux first, since most readers and most targets have it, then in alphabetical order. */
function kernelNames(members: readonly Subject[]): string[] {
  const names = distinct(members, (member) => member.system.name);
  return [...names.filter((name) => name === 'linux'), ...names.filter((name) => name !== 'linux')];
}

/** The distinct values of something among subjects, sorted. */
export function distinct(members: readonly Subject[], of: (member: Subject) => string): string[] {
  return [...new Set(members.map(of))].toSorted(compare);
}

interface Facet {
  of: (member: Subject) => string;
  name: (kernels: string, members: readonly Subject[]) => string;
}

const facets: Facet[] = [
  { of: (member) => `${member.system.name} ${member.system.version}`, name: (_kernels, members) => kernelVersionsOf(members) },
  { of: (member) => member.system.libc.name, name: suffixed(' with ', (member) => member.system.libc.name) },
  { of: (member) => named(member.system.libc), name: suffixed(' with ', (member) => named(member.system.libc)) },
  {
    of: (member) => member.system.runtime?.name ?? '',
    name: suffixed(' under ', (member) => member.system.runtime?.name ?? 'nothing else'),
  },
  { of: (member) => `${member.system.arch} ${member.system.bits}`, name: suffixed(' on ', (member) => member.system.arch) },
];

function suffixed(word: string, of: (member: Subject) => string): Facet['name'] {
  return (kernels, members) => `${kernels}${word}${allOf(distinct(members, of))}`;
}

function disjoint(of: (member: Subject) => string, ours: readonly Subject[], theirs: readonly Subject[]): boolean {
  const values = new Set(ours.map(of));
  return !theirs.some((member) => values.has(of(member)));
}

function versionsOf(members: readonly Subject[]): string[] {
  const versions = [...new Set(members.map((member) => member.system.version).filter((version) => version !== undefined))];
  return versions.toSorted((one, other) => {
    const [first, second] = [comparableVersion(one), comparableVersion(other)];
    return first !== undefined && second !== undefined && first !== second ? semver.compare(first, second) : compare(one, other);
  });
}

function spanOf(versions: string[]): string | undefined {
  const short = [...new Set(versions.map(shortVersion))];
  if (short.length < 4) return short.length === 0 ? undefined : allOf(short);
  return `${short[0]} to ${short.at(-1)} (${short.length} versions)`;
}
