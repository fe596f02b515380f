import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LabError } from '../failure.ts';
import { remembered } from '../remembered.ts';
import type { Places } from '../root.ts';
import { temporaryName } from '../temporary.ts';
import { formatResult } from './format.ts';
import { withLock } from './lock.ts';
import { firstIssue, parseResult } from './parse.ts';
import type { KnownLines } from './parse.ts';
import { Result } from './result.ts';

/** A result file is small; one larger than this (in bytes) is something else, and reading it would cost minutes. */
const sizeLimit = 32 * 1024 * 1024;

/** The file that holds a target's result. */
function resultFile(places: Places, target: string): string {
  return join(places.results, `${target}.json`);
}

/** All stored results, in the order of their targets' ids. A file that is not a result is a `bad-request` that names all such files. */
export async function readResults(places: Places): Promise<Result[]> {
  const names = (await list(places.results)).filter((name) => name.endsWith('.json')).sort();
  const known: KnownLines = new Map();
  const read: Awaited<ReturnType<typeof readOne>>[] = [];
  // One after another: the texts of all at once would be most of the memory that a report needs.
  for (const name of names) read.push(await readOne(places, name, known));
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) throw refusal(problems);
  return read.flatMap((one) => ('result' in one ? [one.result] : []));
}

/**
 * What is stored of these cases, on all targets; takes next to no time where they are few. A file that cannot be read or is not a result is left out: who
 * must have all of them asks `readResults`. With the same `known`, what did not change since is not looked at again.
 */
export async function readCases(places: Places, wanted: ReadonlySet<string>, known: KnownLines): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of (await list(places.results)).filter((one) => one.endsWith('.json')).sort()) {
    const read = await readText(places, name);
    const one = 'text' in read ? parse(name, read.text, known, wanted) : read;
    if ('result' in one) results.push(one.result);
  }
  return results;
}

/** The stored result of one target, or `undefined` if it has none. Throws a `bad-request` if its file is damaged. */
export async function readResult(places: Places, target: string): Promise<Result | undefined> {
  const one = await readOne(places, `${target}.json`);
  if ('missing' in one) return undefined;
  if ('problem' in one) throw refusal([one.problem]);
  return one.result;
}

/**
 * Reads what is stored of a target, and stores what `change` makes of it; nothing if that is `undefined`. Meanwhile no other process of this checkout
 * changes that file, so that of two labs neither loses what the other has just stored. Returns whether the file's bytes changed. When `signal` is aborted,
 * another process is not waited for much longer.
 */
export async function updateResult(
  places: Places,
  target: string,
  change: (stored: Result | undefined) => Result | undefined,
  signal?: AbortSignal,
): Promise<boolean> {
  const work = async (): Promise<boolean> => {
    const result = change(await readResult(places, target));
    return result !== undefined && (await writeResult(places, result));
  };
  return withLock(join(places.root, '.cache', 'locks', `${target}.lock`), work, signal);
}

/**
 * Stores a result: to a temporary name first, then renamed, so that a reader sees the old file or the new one and never half of
 * one. Returns whether the file's bytes changed; equal bytes are not written again.
 */
export async function writeResult(places: Places, result: Result): Promise<boolean> {
  const file = resultFile(places, result.target);
  const checked = Result.safeParse(result);
  if (!checked.success) {
    throw new LabError(
      'partial',
      `${relative(places.root, file)} was not written: ${firstIssue(checked.error)}`,
      `npm run lab -- run --save --fresh`,
    );
  }
  const text = formatResult(result);
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return false;

  await mkdir(places.results, { recursive: true });
  const temporary = temporaryName(file);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(text);
      // Without it, a power cut after the rename can leave an empty file under the final name.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return true;
}

/**
 * What is wrong with stored results, a sentence for each file that is not as it must be. `more` says what else can be wrong with one that can be read.
 * What was found of a file that is right is remembered.
 */
export async function checkStored(
  places: Places,
  more: (result: Result) => string | undefined,
): Promise<{ file: string; problem: string }[]> {
  const names = (await list(places.results)).filter((name) => name.endsWith('.json')).sort();
  const known: KnownLines = new Map();
  const found: { file: string; problem: string | undefined }[] = [];
  for (const name of names) {
    const file = relative(places.root, join(places.results, name));
    const read = await readText(places, name);
    if (!('text' in read)) {
      found.push({ file, problem: 'problem' in read ? read.problem : undefined });
      continue;
    }
    const problem = await remembered(places, `result-${name.slice(0, -'.json'.length)}`, [read.text], async () => {
      const one = parse(name, read.text, known);
      const value = 'problem' in one ? one.problem : (more(one.result) ?? null);
      return { value, isLasting: value === null };
    });
    found.push({ file, problem: problem ?? undefined });
  }
  return found.flatMap(({ file, problem }) => (problem === undefined ? [] : [{ file, problem }]));
}

/** What to do about a file that is damaged. */
export const restoreHint = 'These files are written by the lab: restore them with git, or remove them and measure again with --fresh';

async function readOne(
  places: Places,
  name: string,
  known: KnownLines = new Map(),
): Promise<{ result: Result } | { problem: string } | { missing: true }> {
  const read = await readText(places, name);
  if (!('text' in read)) return read;
  const one = parse(name, read.text, known);
  return 'problem' in one ? { problem: `${relative(places.root, join(places.results, name))}: ${one.problem}` } : one;
}

async function readText(places: Places, name: string): Promise<{ text: string } | { problem: string } | { missing: true }> {
  const file = join(places.results, name);
  const shown = relative(places.root, file);
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      if (size > sizeLimit) return { problem: `${shown}: ${size} bytes; a result has at most ${sizeLimit}` };
      return { text: await handle.readFile('utf8') };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { missing: true };
    return { problem: `${shown}: cannot be read: ${(error as Error).message}` };
  }
}

/** The result that a file of this name holds, or what is wrong with its text. */
function parse(name: string, text: string, known: KnownLines, wanted?: ReadonlySet<string>): { result: Result } | { problem: string } {
  const read = parseResult(text, known, wanted);
  if ('problem' in read) return read;
  const { result } = read;
  if (`${result.target}.json` !== name) return { problem: `holds the result of '${result.target}'; the file must have its name` };
  const lost = Object.entries(result.cases).find(([, one]) => one.run >= result.runs.length);
  if (lost) return { problem: `cases.${lost[0]} names run ${lost[1].run}, but there are ${result.runs.length}` };
  return { result };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function refusal(problems: string[]): LabError {
  return new LabError('bad-request', problems.join('\n'), restoreHint);
}
