import semver from 'semver';
import { LabError } from '../failure.ts';
import type { SystemSelector } from '../scenario/case.ts';
import { architecture, titleOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { comparableVersion } from './kernel-version.ts';
import { anyOf } from '../prose.ts';

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

/** The condition in words, to be put behind a statement: `on macOS >=10.14`, `on all systems`. Plain text, not yet escaped. */
export function selectorText(selector: SystemSelector): string {
  const systems = listOf(selector.os).map(titleOf);
  const words = [`on ${systems.length === 0 ? 'all systems' : anyOf(systems)}`];
  if (selector.version !== undefined) words.push(selector.version);
  if (selector.libc !== undefined) words.push(`with ${anyOf(listOf(selector.libc))}`);
  if (selector.runtime !== undefined) words.push(`under ${anyOf(listOf(selector.runtime))}`);
  if (selector.arch !== undefined) words.push(`on ${anyOf(listOf(selector.arch))}`);
  return words.join(' ');
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

function listOf(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
