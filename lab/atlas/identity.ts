import type { DeclaredIdentity, MeasuredIdentity, Run } from '../results/result.ts';
import { linuxVersion, shortVersion } from './kernel-version.ts';

/** A name with a version where one is known. */
export interface NameAndVersion {
  name: string;
  version?: string | undefined;
}

/**
 * What a system is, as reports and claims speak of it: operating system or kernel, libc, runtime and architecture. This is the only place that says so.
 * An image's name is no part of it, since containers share the kernel of their host.
 */
export interface Identity {
  /** The kernel's name as claims write it: `linux`, `macos`, `gvisor`… */
  name: string;
  /** The release, without the name of a build: `6.1.192`, `7.3-rc7`. What the kernel calls itself stays with the run. */
  version?: string | undefined;
  libc: NameAndVersion;
  /** What runs the container or starts the kernel; nothing on a machine of its own. */
  runtime?: NameAndVersion | undefined;
  /** `x86_64`, `arm64`, …: one spelling for each. */
  arch: string;
  bits: number;
  /** The distribution, for the list of systems only: it says where libc came from, not what the kernel does. */
  distribution?: string | undefined;
  /** Which of the above were declared and not measured. */
  declared: ('system' | 'runtime')[];
  /** How the machine is emulated, if it is. */
  emulated?: string | undefined;
}

const bySysname: Record<string, string> = {
  linux: 'linux',
  darwin: 'macos',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  dragonfly: 'dragonfly',
  haiku: 'haiku',
  gnu: 'hurd',
  minix: 'minix',
  aix: 'aix',
  windows: 'windows',
  wine: 'wine',
};

const titles: Record<string, string> = {
  linux: 'Linux',
  macos: 'macOS',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  netbsd: 'NetBSD',
  dragonfly: 'DragonFly BSD',
  illumos: 'illumos',
  solaris: 'Solaris',
  haiku: 'Haiku',
  gvisor: 'gVisor',
  lwip: 'lwIP',
  hurd: 'GNU Hurd',
  cygwin: 'Cygwin',
  msys: 'MSYS2',
  windows: 'Windows',
  minix: 'Minix',
  aix: 'AIX',
  wine: 'Wine',
  asterinas: 'Asterinas',
};

const architectures: Record<string, string> = {
  amd64: 'x86_64',
  aarch64: 'arm64',
  i386: 'i686',
  i486: 'i686',
  i586: 'i686',
  i86pc: 'x86_64',
};

/** What a run was measured on: what the agent read there, overlaid by what was declared because it cannot be measured. */
export function identify(run: Pick<Run, 'identity' | 'declared' | 'how'>): Identity {
  const { identity, declared } = run;
  const measured = measuredSystem(identity);
  return {
    ...(declared?.system === undefined ? measured : { name: declared.system.name.toLowerCase(), version: declared.system.version }),
    libc: identity.libc,
    runtime: declared?.runtime ?? runtimeFrom(run.how),
    arch: architecture(identity.machine),
    bits: identity.bits,
    distribution: identity.os?.name,
    declared: declaredParts(declared),
    emulated: declared?.emulated,
  };
}

/**
 * Equal for runs on one system: where the same calls must return the same. What runs a container or starts a kernel is not in it: a container has the
 * kernel of its host, and a runtime that brings a kernel of its own is declared as that system. Whether that is so is measured: see the axis `runtime`.
 */
export function identityKey({ name, version, libc, arch, bits, emulated }: Identity): string {
  return JSON.stringify([name, version, libc.name, libc.version, arch, bits, emulated]);
}

/** A system's name as prose writes it: `macOS`; a name that the lab does not know stays as it is. */
export function titleOf(name: string): string {
  return titles[name] ?? name;
}

/** One spelling for an architecture's several names: `amd64` is `x86_64`. */
export function architecture(machine: string): string {
  return architectures[machine] ?? machine;
}

/** The system in a sentence: `Linux 6.18.44 under runc with glibc 2.36 (x86_64)`. Plain text, not yet escaped. */
export function sentenceOf(system: Identity): string {
  const kernel = named({ name: titleOf(system.name), version: system.version });
  const runtime = system.runtime === undefined ? '' : ` under ${named(system.runtime)}`;
  const bits = system.bits === 32 && system.arch === 'x86_64' ? ', 32-bit program' : '';
  return `${kernel}${runtime} with ${named(system.libc)} (${system.arch}${bits})`;
}

/** A name and its version, if it has one: `glibc 2.36`. */
export function named({ name, version }: NameAndVersion): string {
  return version === undefined || version === '' ? name : `${name} ${version}`;
}

function measuredSystem(identity: MeasuredIdentity): NameAndVersion {
  const { sysname, release, version, os } = identity;
  const word = sysname.toLowerCase();
  if (word === 'sunos') return solaris(identity);
  // The release of these names the Windows build; uname's own release is the version of the compatibility layer.
  for (const layer of ['cygwin', 'msys']) if (word.startsWith(layer)) return { name: layer, version: shortVersion(release) };
  const name = bySysname[word] ?? word;
  // Darwin's release counts kernels; people, and so claims, count versions of macOS.
  if (name === 'macos') return { name, version: os?.version };
  if (name === 'linux') return { name, version: linuxVersion(release, version) };
  // Every Haiku is release 1; what tells them apart is the revision of its source.
  const revision = /^hrev[0-9]+/.exec(version)?.[0];
  if (name === 'haiku' && revision !== undefined) return { name, version: revision };
  // DragonFly and the BSDs put a suffix behind the number.
  return { name, version: shortVersion(release === '' ? version : release) };
}

function solaris({ version, os }: MeasuredIdentity): NameAndVersion {
  // illumos and Solaris both say SunOS 5.11. Oracle's `version` is the update, 11.4.x; distributions of illumos put a word there.
  if (/^11\.[0-9]/.test(version)) return { name: 'solaris', version };
  return { name: 'illumos', version: os?.version ?? version };
}

function runtimeFrom(how: string): NameAndVersion | undefined {
  if (how === 'container') return { name: 'a container' };
  if (how === 'kernel') return { name: 'QEMU' };
  return undefined;
}

function declaredParts(declared: DeclaredIdentity | undefined): Identity['declared'] {
  const parts: Identity['declared'] = [];
  if (declared?.system !== undefined) parts.push('system');
  if (declared?.runtime !== undefined) parts.push('runtime');
  return parts;
}
