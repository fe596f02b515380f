import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LabError } from '../failure.ts';
import { osTrouble } from '../os-trouble.ts';
import type { Places } from '../root.ts';
import { formatResult } from './format.ts';
import { mergeRun, type Measurement } from './merge.ts';
import type { Result } from './result.ts';
import { updateResult } from './store.ts';
import { lostIn } from './surroundings.ts';

/** What became of a measurement. */
export interface Kept {
  /** Whether the stored result changed. */
  changed: boolean;
  /** What the place lacked that stored observations were made with, and how many of them stay for that reason. */
  worse?: { lacks: string[]; cases: number } | undefined;
  unstored?: Unstored | undefined;
}

/** A result that could not be stored: why, and the file that holds it instead; or its text, if no file could be written at all. */
export interface Unstored {
  why: string;
  file?: string;
  text: string;
}

/** Where a result is that could not be stored, and what to type when it can be; `where` is said of one that is in no file. */
export function unstoredText(target: string, { why, file }: Unstored, where: string): string {
  const next = file === undefined ? '' : ` When it can be: npm run lab -- merge ${dirname(file)}`;
  return `The result of ${target} could not be stored (${why}). It is ${file === undefined ? where : `in ${file}`}.${next}`;
}

/**
 * Takes a measurement into the stored result of its target, together with whatever another lab stored there meanwhile. Where that cannot be written,
 * because of the disk, or of a lab that does not let go of it, the measurement goes to a folder of its own, from which `lab merge` takes it. That comes
 * sooner when `signal` is aborted.
 */
export async function keepMeasurement(places: Places, measured: Measurement, signal?: AbortSignal): Promise<Kept> {
  let worse: Kept['worse'];
  try {
    const change = (stored: Result | undefined): Result | undefined => {
      worse = worseThan(stored, measured);
      return mergeRun(stored, measured);
    };
    return { changed: await updateResult(places, measured.target, change, signal), worse };
  } catch (error) {
    const why = osTrouble(error) ?? (error instanceof LabError ? error.message : undefined);
    const alone = mergeRun(undefined, measured);
    if (why === undefined || alone === undefined) throw error;
    return { changed: false, worse, unstored: { why, ...(await elsewhere(alone)) } };
  }
}

function worseThan(stored: Result | undefined, { run, observations }: Measurement): Kept['worse'] {
  const lacks = new Set<string>();
  let cases = 0;
  for (const [id, observation] of Object.entries(observations)) {
    const before = stored?.cases[id];
    const earlier = before && stored?.runs[before.run];
    const lost = before === undefined || earlier === undefined ? [] : lostIn({ run, observation }, { run: earlier, observation: before });
    if (lost.length > 0) cases++;
    for (const one of lost) lacks.add(one);
  }
  return cases === 0 ? undefined : { lacks: [...lacks], cases };
}

/** Writes the result where there may be room, under the name that `lab merge` expects. */
async function elsewhere(result: Result): Promise<{ file?: string; text: string }> {
  const text = formatResult(result);
  try {
    const file = join(await mkdtemp(join(tmpdir(), 'sockatlas-results-')), `${result.target}.json`);
    await writeFile(file, text, { flush: true });
    return { file, text };
  } catch (error) {
    if (osTrouble(error) === undefined) throw error;
    return { text };
  }
}
