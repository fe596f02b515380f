import semver from 'semver';
import { selects } from '../atlas/select.ts';
import type { Identity } from '../atlas/identity.ts';
import { comparableVersion } from '../atlas/kernel-version.ts';
import type { Claim, Source } from '../scenario/case.ts';

/**
 * All verdicts, the most newsworthy first.
 * - `does not conform`: a system does other than a standard says it shall.
 * - `page differs`: a system does other than its manual page or documentation says.
 * - `refuted`: what an issue, an answer or a test suite says it saw is not seen on the systems that it speaks of.
 * - `out of date`: it was so up to a version, and the systems seen to differ are later.
 * - `not listed`: a system does what is not among the things that the source allows.
 * - `inference fails`: our reading of the source is wrong; the source is not to blame.
 * - `other version`: the systems seen to differ are not of the version that the source describes.
 */
export const verdicts = [
  'does not conform',
  'page differs',
  'refuted',
  'out of date',
  'not listed',
  'inference fails',
  'other version',
  'timing-dependent',
  'holds',
  'untested',
] as const;
export type Verdict = (typeof verdicts)[number];

/** Verdicts that say of a source that it is wrong, or of a system that it does not follow one: all else is no news of this sort. */
export const blaming: readonly Verdict[] = ['does not conform', 'page differs', 'refuted'];

/** What it is called that this system does other than a claim says: whose fault that is. `source` is undefined for an id without entry. */
export function verdictOnDeviation(claim: Claim, source: Source | undefined, system: Identity): Verdict {
  if (isOutdatedOn(claim, system)) return 'out of date';
  if (isOtherVersion(claim, source, system)) return 'other version';
  switch (claim.says) {
    case 'shall':
      return source?.kind === 'standard' ? 'does not conform' : 'page differs';
    case 'may':
      return 'not listed';
    case 'shows':
      return 'refuted';
    case 'implies':
      return 'inference fails';
    default:
      return claim.says satisfies never;
  }
}

/**
 * Whether a source describes this system in another version than this one. A claim that names versions itself is held against those; and what a
 * source says of a system that it is not the source of (a test with branches for several) it says of all its versions.
 */
export function isOtherVersion({ on }: Claim, source: Source | undefined, system: Identity): boolean {
  const described = source?.describes;
  if (described === undefined || on.version !== undefined || described.os !== system.name) return false;
  return described.version === undefined || !selects({ os: described.os, version: described.version }, system);
}

function isOutdatedOn({ outdated }: Claim, system: Identity): boolean {
  if (outdated === undefined) return false;
  const [version, since] = [comparableVersion(system.version), comparableVersion(outdated.since)];
  return version !== undefined && since !== undefined && semver.gte(version, since);
}
