// Only what is needed: a page brings this along.
import coerce from 'semver/functions/coerce.js';
import compareNumbers from 'semver/functions/compare.js';

/**
 * The version of a Linux kernel. `uname -r` names what modules are built for and not the release: Debian's says `6.1.0-49-cloud-amd64` for 6.1.192 and
 * `7.3-cloud-amd64` for the seventh release candidate of 7.3. There the build's own line, `uname -v`, has the package's version, which begins with it.
 */
export function linuxVersion(release: string, build: string): string {
  const packaged = /\bDebian ([0-9]+(?:\.[0-9]+)+)(?:~(rc[0-9]+))?-/.exec(build);
  const [, number, candidate] = packaged ?? [];
  const named = shortVersion(release);
  // A line that speaks of another series is not this kernel's.
  if (number === undefined || seriesOf(number) !== seriesOf(named)) return named;
  return candidate === undefined ? number : `${number}-${candidate}`;
}

/**
 * A version as three numbers, and which candidate for that release it is: `15.4.0` of `15.4`, `5.10.0` of `5.10.0-33-cloud-amd64`, `7.3.0-rc.7` of
 * `7.3-rc7`. Undefined where there is no number. Whatever else follows the numbers names a build, and takes no part in comparisons.
 */
export function comparableVersion(version: string | undefined): string | undefined {
  if (version === undefined) return undefined;
  if (!knownVersions.has(version)) knownVersions.set(version, readVersion(version));
  return knownVersions.get(version);
}

/** Every claim asks it of every system. */
const knownVersions = new Map<string, string | undefined>();

function readVersion(version: string): string | undefined {
  const numbers = coerce(version)?.version;
  const candidate = /^[0-9.]+-rc([0-9]+)$/.exec(version)?.[1];
  return numbers === undefined || candidate === undefined ? numbers : `${numbers}-rc.${Number(candidate)}`;
}

/** Orders versions by number where they have one, else by their text. */
export function compareVersions(one: string, other: string): number {
  const pair = `${one}\n${other}`;
  const order = knownOrders.get(pair) ?? orderOf(one, other);
  knownOrders.set(pair, order);
  return order;
}

/** There are a hundred versions, and a report sorts them ten thousand times. */
const knownOrders = new Map<string, number>();

function orderOf(one: string, other: string): number {
  const [first, second] = [comparableVersion(one), comparableVersion(other)];
  if (first !== undefined && second !== undefined && first !== second) return compareNumbers(first, second);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The version as short as it still says which release this is: without the build's name. */
export function shortVersion(version: string): string {
  return /^[0-9]+(\.[0-9]+)*(-rc[0-9]+(?![0-9A-Za-z]))?/.exec(version)?.[0] ?? version;
}

function seriesOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
