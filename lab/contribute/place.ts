import { canonicalJson } from '../results/canonical.ts';
import type { Run } from '../results/result.ts';
import { tierOf } from '../results/tier.ts';
import { architecture, shortVersion, systemOf } from '../atlas/system.ts';

/** Systems whose release says little: 5.11 on every illumos since 2005, 1 on every Haiku. There the version tells them apart. */
const toldByVersion = new Set(['SunOS', 'Haiku']);

/**
 * What two runs have in common if the same calls must return the same on both: kernel, C library, architecture. Equal text, equal systems.
 * A container is no system of its own, since it has its host's kernel; a runtime that brings a kernel is declared as a system.
 */
export function systemKey({ identity, declared }: Run): string {
  const { sysname, release, version, machine, libc, bits } = identity;
  return canonicalJson({
    sysname,
    release,
    version: toldByVersion.has(sysname) ? version : '',
    machine: architecture(machine),
    libc,
    bits,
    system: declared?.system ?? null,
    emulated: declared?.emulated ?? null,
  });
}

/** The longest target id that a result file can have. */
const idLimit = 80;

/**
 * The id under which a run from outside is filed, from what was measured: `contributed-freebsd-14.2-amd64-1a2b3c4d`. `mark` keeps
 * apart what must not share a file; without one, runs of one place have one file.
 */
export function targetId(run: Run, mark: string | undefined, origin?: string): string {
  const system = systemOf(run);
  // On Linux the C library is half of the answer; elsewhere it comes with the kernel.
  const libc = system.name === 'linux' ? [system.libc.name, system.libc.version ?? ''] : [];
  const version = system.version === undefined ? '' : shortVersion(system.version);
  const words = [tierOf(run), system.name, version, run.identity.machine, ...libc, origin ?? ''].map(slug).filter((word) => word !== '');
  const end = mark === undefined ? '' : `-${mark}`;
  return `${words
    .join('-')
    .slice(0, idLimit - end.length)
    .replace(/[-.]+$/, '')}${end}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}
