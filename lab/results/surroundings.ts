import { canonicalJson } from './canonical.ts';
import type { Run } from './result.ts';

/**
 * What the place of a run lacked though its system may have it, with the error that said so: `tcp6 EADDRNOTAVAIL` without IPv6, `tcp4 ENETUNREACH`
 * without a loopback. What no header of the system names, as `SO_NOSIGPIPE` on Linux, is not among it: that cannot change from one day to the next.
 */
export function lacksOf({ unsupported }: Pick<Run, 'unsupported'>): string[] {
  return unsupported.filter((one) => / E[A-Z0-9]+$/.test(one));
}

/**
 * What a run lacked that an earlier one of the same system had. Where there is such a thing, what it saw may say more of the place than of the
 * system, and must not take the place of what was seen before.
 */
export function lostSince(run: Run, earlier: Run): string[] {
  if (systemText(run) !== systemText(earlier)) return [];
  const before = new Set(lacksOf(earlier).map(nameOf));
  return lacksOf(run).filter((one) => !before.has(nameOf(one)));
}

/** The name without the error: a link that failed in another way was lacking then, too. */
function nameOf(lack: string): string {
  return lack.split(' ', 1)[0] ?? lack;
}

/** Kernel, C library and architecture: what may lack something that another has. */
function systemText({ identity, declared }: Run): string {
  const { sysname, release, version, machine, libc, bits } = identity;
  return canonicalJson({ sysname, release, version, machine, libc, bits, system: declared?.system ?? null });
}
