import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Places } from '../root.ts';
import { temporaryName } from '../temporary.ts';
import { compare } from '../atlas/order.ts';

/** What reports were made from and what they were, as hashes: while nothing of it has changed, they need not be made again. */
export interface Made {
  /** Of the code, the scenarios and the stored results: every byte that a report can depend on. */
  inputs: string;
  /** Of every generated file, by its path below `reports/`. */
  outputs: Record<string, string>;
}

/** Hashes all that reports are made from. Only bytes count, not times: a file that is touched is not changed. */
export async function hashInputs(places: Places): Promise<string> {
  const hash = createHash('sha256').update(`${process.version}\n`);
  const code = join(dirname(fileURLToPath(import.meta.url)), '..');
  const isCode = (name: string): boolean => /\.(tsx?|css)$/.test(name) && !/\.test\.tsx?$/.test(name);
  await addFiles(hash, code, (await namesBelow(code, true)).filter(isCode));
  // What is installed decides what a page looks like, down to the width of a table's column.
  await addFiles(hash, join(code, '..'), ['package-lock.json']);
  await addFiles(hash, places.scenarios, await namesBelow(places.scenarios, true));
  await addFiles(hash, places.results, await namesBelow(places.results));
  const studies = join(places.reports, 'runtimes');
  await addFiles(hash, studies, await namesBelow(studies));
  await addFiles(hash, places.docker, ['runtimes.yaml', join('runtimes', 'situations.yaml'), join('runtimes', 'claims.yaml')]);
  const models = join(places.reports, 'models');
  await addFiles(
    hash,
    models,
    (await namesBelow(models, true)).filter((name) => name.endsWith('.json')),
  );
  return hash.digest('hex');
}

/** What the reports of this checkout were last made from; undefined if that is not known. Never throws. */
export async function recall(places: Places): Promise<Made | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(places), 'utf8')) as Made;
  } catch {
    return undefined;
  }
}

/** Remembers what the reports are made from. That this fails (a checkout that cannot be written, say) costs time and nothing else. */
export async function remember(places: Places, inputs: string, files: ReadonlyMap<string, string>): Promise<void> {
  const outputs = Object.fromEntries([...files].map(([path, text]) => [path, hashOf(text)]));
  try {
    await mkdir(dirname(fileOf(places)), { recursive: true });
    const temporary = temporaryName(fileOf(places));
    await writeFile(temporary, JSON.stringify({ inputs, outputs } satisfies Made));
    await rename(temporary, fileOf(places));
  } catch {
    return;
  }
}

/** Whether these files are on the disk just as they were made. */
export async function areUntouched(places: Places, { outputs }: Made): Promise<boolean> {
  for (const [path, hash] of Object.entries(outputs)) {
    const text = await readFile(join(places.reports, path)).catch(() => undefined);
    if (text === undefined || hashOf(text) !== hash) return false;
  }
  return true;
}

function fileOf(places: Places): string {
  return join(places.root, '.cache', 'reports.json');
}

function hashOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('base64');
}

async function namesBelow(folder: string, recursive = false): Promise<string[]> {
  return (await readdir(folder, { recursive }).catch(() => [])).toSorted(compare);
}

/** Adds names and bytes, with their lengths, so that no two sets of files look alike. What is no file counts by its name. */
async function addFiles(hash: Hash, folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    hash.update(`${name.length} ${name} ${bytes?.length ?? 'none'}\n`).update(bytes ?? '');
  }
}
