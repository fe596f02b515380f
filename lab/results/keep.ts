import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { osTrouble } from '../os-trouble.ts';
import type { Places } from '../root.ts';
import { formatResult } from './format.ts';
import { mergeRun, type Measurement } from './merge.ts';
import type { Result } from './result.ts';
import { updateResult } from './store.ts';
import { lostSince } from './surroundings.ts';

/** What became of a measurement. */
export interface Kept {
  /** Whether the stored result changed. */
  changed: boolean;
  /** What the place lacked that stored observations were made with, and how many of them stay for that reason. */
  worse?: { lacks: string[]; cases: number } | undefined;
  /** The result could not be stored: why, and the file that holds it instead; or its text, if no file could be written at all. */
  unstored?: { why: string; file?: string; text: string } | undefined;
}

/**
 * Takes a measurement into the stored result of its target, together with whatever another lab stored there meanwhile. Where that cannot be written,
 * the measurement goes to a folder of its own, from which `lab merge` takes it. Rejects only if the stored result is damaged.
 */
export async function keepMeasurement(places: Places, measured: Measurement): Promise<Kept> {
  let worse: Kept['worse'];
  try {
    const changed = await updateResult(places, measured.target, (stored) => {
      worse = worseThan(stored, measured);
      return mergeRun(stored, measured);
    });
    return { changed, worse };
  } catch (error) {
    const why = osTrouble(error);
    const alone = mergeRun(undefined, measured);
    if (why === undefined || alone === undefined) throw error;
    return { changed: false, worse, unstored: { why, ...(await elsewhere(alone)) } };
  }
}

function worseThan(stored: Result | undefined, { run, observations }: Measurement): Kept['worse'] {
  const lacks = new Set<string>();
  let cases = 0;
  for (const id of Object.keys(observations)) {
    const earlier = stored?.runs[stored.cases[id]?.run ?? -1];
    const lost = earlier === undefined ? [] : lostSince(run, earlier);
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
