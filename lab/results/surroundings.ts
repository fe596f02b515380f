import { canonicalJson } from './canonical.ts';
import type { Observation, Run } from './result.ts';

/** Fewer descriptors or processes than this at once are too few for the agent with many cases in flight; more make no difference. */
const enough = 1000;

/**
 * What the place of a run lacked though its system may have it: a loopback, IPv6, room for descriptors and processes, and links, with the error that
 * said so, `tcp6 EADDRNOTAVAIL`. What no header of the system names, as `SO_NOSIGPIPE` on Linux, is not among it: that cannot change from one day to
 * the next.
 */
export function lacksOf({ surroundings, unsupported }: Pick<Run, 'surroundings' | 'unsupported'>): string[] {
  const links = unsupported.filter((one) => / E[A-Z0-9]+$/.test(one));
  if (surroundings === undefined) return links;
  const { loopback, ipv6, limits } = surroundings;
  const few = Object.entries(limits).filter(([, limit]) => limit !== 'unlimited' && limit < enough);
  return [...(loopback ? [] : ['loopback']), ...(ipv6 ? [] : ['IPv6']), ...few.map(([what, limit]) => `${what}: only ${limit}`), ...links];
}

/**
 * What a run lacked that an earlier one of the same system had. Where there is such a thing, what it saw may say more of the place than of the
 * system, and must not take the place of what was seen before.
 */
function lostSince(run: Run, earlier: Run): string[] {
  if (systemText(run) !== systemText(earlier)) return [];
  const before = new Set(lacksOf(earlier).map(nameOf));
  return lacksOf(run).filter((one) => !before.has(nameOf(one)));
}

/** What was seen of one case in one run. */
interface Sighting {
  run: Run;
  observation: Pick<Observation, 'hash' | 'traces'>;
}

/** As `lostSince`, of one case: there may also have been no room for what it sets up, which no header says beforehand. */
export function lostIn(now: Sighting, before: Sighting): string[] {
  const lost = lostSince(now.run, before.run);
  const isSame = systemText(now.run) === systemText(before.run) && now.observation.hash === before.observation.hash;
  const want = isSame && wantOfRoom(before.observation) === undefined ? wantOfRoom(now.observation) : undefined;
  return want === undefined ? lost : [...lost, want];
}

/** The error that says that a trial could not even be set up because this machine had no room for it at the time. */
function wantOfRoom({ traces }: Sighting['observation']): string | undefined {
  for (const { outcomes } of traces)
    for (const outcome of outcomes) {
      const found = /^setup failed: .* (ENOSPC|EDQUOT|EROFS|EMFILE|ENFILE|ENOMEM)$/.exec(outcome)?.[1];
      if (found !== undefined) return `room: ${found}`;
    }
  return undefined;
}

/** The name without the error or the number: a link that failed in another way was lacking then, too. */
function nameOf(lack: string): string {
  return lack.split(/:? /, 1)[0] ?? lack;
}

/** Kernel, C library and architecture: what may lack something that another has. */
function systemText({ identity, declared }: Run): string {
  const { sysname, release, version, machine, libc, bits } = identity;
  return canonicalJson({ sysname, release, version, machine, libc, bits, system: declared?.system ?? null });
}
