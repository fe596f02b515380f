import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Places } from '../root.ts';
import { replaceFile } from '../replace-file.ts';
import { compare } from '../atlas/order.ts';

/** How the files below `reports/` differ from what they should be. Paths below `reports/`, sorted. */
export interface Differences {
  /** There, with other bytes. */
  stale: string[];
  missing: string[];
  /** Generated once, for a scenario that is gone. */
  extra: string[];
}

/** Compares the files on the disk with these, byte by byte. Writes nothing. */
export async function compareFiles(places: Places, files: ReadonlyMap<string, string>): Promise<Differences> {
  const found: Differences = { stale: [], missing: [], extra: [] };
  for (const [path, text] of files) {
    const there = await readIfThere(join(places.reports, path));
    if (there === undefined) found.missing.push(path);
    else if (there !== text) found.stale.push(path);
  }
  for (const list of [found.stale, found.missing]) list.sort(compare);
  return { ...found, extra: await extraFiles(places, files) };
}

/** Files that an earlier report made and that are not among these paths. Sorted. */
export async function extraFiles(places: Places, paths: Pick<ReadonlySet<string>, 'has'>): Promise<string[]> {
  return (await generatedPaths(places)).filter((path) => !paths.has(path)).toSorted(compare);
}

/** Makes the files below `reports/` what they should be, touching only those that differ. Returns what it changed. */
export async function writeFiles(places: Places, files: ReadonlyMap<string, string>): Promise<Differences> {
  const differences = await compareFiles(places, files);
  for (const path of [...differences.missing, ...differences.stale]) await replaceFile(join(places.reports, path), files.get(path) ?? '');
  for (const path of differences.extra) await rm(join(places.reports, path), { force: true });
  return differences;
}

/** All pages that an earlier report can have made and that this one might not: those that say of themselves that they are generated. */
async function generatedPaths(places: Places): Promise<string[]> {
  const pages = (await pathsBelow(places.reports)).filter(
    (path) => /\.(md|svg)$/.test(path) && !keptByOthers.some((folder) => path.startsWith(folder)),
  );
  const begins = await Promise.all(
    pages.map(async (path) => (await readIfThere(join(places.reports, path)))?.startsWith('<!-- Generated from ')),
  );
  return pages.filter((_path, index) => begins[index] === true);
}

/** Folders below `reports/` that other commands write. */
const keptByOthers = ['results/'];

async function pathsBelow(folder: string): Promise<string[]> {
  const entries = await unlessMissing(readdir(folder, { recursive: true, withFileTypes: true }), []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

async function readIfThere(file: string): Promise<string | undefined> {
  return unlessMissing(readFile(file, 'utf8'), undefined);
}

async function unlessMissing<Value, Otherwise>(reading: Promise<Value>, otherwise: Otherwise): Promise<Value | Otherwise> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}
