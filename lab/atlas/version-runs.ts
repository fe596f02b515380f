import { compareVersions } from './kernel-version.ts';

/**
 * Some of all versions of one thing in words: the runs of neighbours among them, each named by where it begins and where the next run of others does.
 * `before 6.1, 6.12 and later`; nothing if they are all. Another version that is measured between neighbours of a run changes none of the words.
 */
export function versionRuns(some: Iterable<string>, all: Iterable<string>): string[] {
  const own = new Set(some);
  const sorted = [...new Set(all)].toSorted(compareVersions);
  const borders = sorted.flatMap((version, index) => (index === 0 || own.has(version) !== own.has(sorted[index - 1] ?? '') ? [index] : []));
  return borders.flatMap((from, place) => {
    if (!own.has(sorted[from] ?? '')) return [];
    const next = borders[place + 1];
    if (from === 0) return next === undefined ? [] : [`before ${borderName(sorted, next)}`];
    const begins = borderName(sorted, from);
    return next === undefined ? [`${begins} and later`] : [`${begins} to before ${borderName(sorted, next)}`];
  });
}

/** The version at this place, as short as it still lies behind the one before it: `6.1` of `6.1.192` behind `5.10.259`, `2024` of `20240729.0`. */
function borderName(sorted: readonly string[], index: number): string {
  const [version, before] = [sorted[index] ?? '', sorted[index - 1]];
  if (before === undefined) return version;
  const [year, yearBefore] = [version, before].map((one) => /^20[0-9]{2}(?=[0-9]{4}(\.|$))/.exec(one)?.[0]);
  if (year !== undefined && yearBefore !== undefined && year > yearBefore) return year;
  const series = /^[0-9]+\.[0-9]+(?=\.)/.exec(version)?.[0];
  return series !== undefined && compareVersions(series, before) > 0 ? series : version;
}
