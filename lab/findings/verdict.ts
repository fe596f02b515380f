import semver from 'semver';
import { selects } from '../atlas/select.ts';
import type { Identity } from '../atlas/identity.ts';
import { comparableVersion } from '../atlas/kernel-version.ts';
import type { Claim, Source } from '../scenario/case.ts';
import type { Verdict } from './verdict-words.ts';

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
