import type { Places } from '../root.ts';
import { areUntouched, hashInputs, recall, remember } from '../pages/freshness.ts';
import { compareFiles, extraFiles, writeFiles } from '../pages/write.ts';
import type { Differences } from '../pages/write.ts';

/** Writes the reports from what is stored, and says what it changed. Running it again changes nothing. Throws LabError `bad-request` if a scenario or result file is wrong. */
export async function writeReports(places: Places): Promise<Differences> {
  return unlessFresh(places, writeFiles);
}

/** How the reports on the disk differ from what the stored results say. Writes no report. Throws as `writeReports` does. */
export async function checkReports(places: Places): Promise<Differences> {
  return unlessFresh(places, compareFiles);
}

type Apply = (places: Places, files: ReadonlyMap<string, string>) => Promise<Differences>;

/** Makes the reports and does something with them, unless they were made from just this before and nobody touched them since. */
async function unlessFresh(places: Places, apply: Apply): Promise<Differences> {
  const inputs = await hashInputs(places);
  const made = await recall(places);
  if (made?.inputs === inputs && (await areUntouched(places, made))) {
    const extra = await extraFiles(places, new Set(Object.keys(made.outputs)));
    if (extra.length === 0) return { stale: [], missing: [], extra };
  }
  // Loaded only now: most of what a report needs is not needed to see that it is not needed.
  const { generatedFiles } = await import('./files.ts');
  const files = await generatedFiles(places);
  const differences = await apply(places, files);
  // A scenario or result that changed meanwhile is not in these files: then the next report makes them again.
  if ((await hashInputs(places)) === inputs) await remember(places, inputs, files);
  return differences;
}
