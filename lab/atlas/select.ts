import semver from 'semver';
import { LabError } from '../failure.ts';
import type { SystemSelector } from '../scenario/case.ts';
import { architecture } from './identity.ts';
import type { Identity } from './identity.ts';
import { comparableVersion } from './kernel-version.ts';
import { listOf } from './selector-text.ts';

/**
 * Whether a claim's condition holds for a system. A range of versions never holds for a system whose version is unknown: that would be a guess.
 * Throws LabError `bad-request` for a range that is none.
 */
export function selects(selector: SystemSelector, system: Identity): boolean {
  return (
    oneOf(selector.os, system.name) &&
    oneOf(selector.libc, system.libc.name) &&
    oneOf(selector.runtime, system.runtime?.name ?? 'none') &&
    oneOf(selector.arch, system.arch, architecture) &&
    inRange(selector.version, system.version)
  );
}

function oneOf(wanted: string | string[] | undefined, actual: string, spelling: (word: string) => string = (word) => word): boolean {
  return wanted === undefined || listOf(wanted).some((word) => spelling(word.toLowerCase()) === spelling(actual.toLowerCase()));
}

function inRange(wanted: string | undefined, version: string | undefined): boolean {
  if (wanted === undefined) return true;
  const range = knownRanges.get(wanted) ?? readRange(wanted);
  const comparable = comparableVersion(version);
  if (comparable === undefined) return false;
  const known = range.holds.get(comparable) ?? range.of.test(comparable);
  range.holds.set(comparable, known);
  return known;
}

/** A range, and the versions that it was asked for: there are a hundred of those, and many thousand questions. */
interface AskedRange {
  of: semver.Range;
  holds: Map<string, boolean>;
}

const knownRanges = new Map<string, AskedRange>();

function readRange(text: string): AskedRange {
  const valid = semver.validRange(text);
  if (valid === null) {
    throw new LabError('bad-request', `'${text}' is not a range of versions.`, "Write it as npm does: '>=10.14', '5.10 - 6.1', '<15'.");
  }
  const range = { of: new semver.Range(valid, { includePrerelease: true }), holds: new Map<string, boolean>() };
  knownRanges.set(text, range);
  return range;
}
