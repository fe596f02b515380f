import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitCode, LabError } from '../failure.ts';
import { mergeResult } from '../results/merge.ts';
import { readResults, updateResult } from '../results/store.ts';
import type { Context } from './context.ts';

/**
 * `lab merge <folder...>`: takes in what other machines measured with `--shard`: folders of result files, or checkouts that have them in
 * reports/results. Each case keeps the run that it was seen in. Throws a `bad-request` for a folder without results, before anything is
 * written.
 */
export async function merge(folders: readonly string[], { places, stdout }: Context): Promise<number> {
  const parts = await Promise.all(
    folders.map(async (folder) => {
      const results = await readResults({ ...places, results: resultsIn(folder) });
      if (results.length === 0)
        throw new LabError('bad-request', `There are no results in ${folder}.`, 'npm run lab -- merge part-1/reports/results');
      return results;
    }),
  );
  const changed = new Set<string>();
  for (const result of parts.flat()) {
    if (await updateResult(places, result.target, (stored) => mergeResult(stored, result))) changed.add(result.target);
  }
  const targets = new Set(parts.flat().map((result) => result.target));
  stdout.write(`Merged ${targets.size} ${targets.size === 1 ? 'target' : 'targets'}, of which ${changed.size} changed.\n`);
  if (changed.size > 0) stdout.write('Next: npm run lab -- report\n');
  return exitCode.ok;
}

/** The folder itself, or the results of the checkout that it is. */
function resultsIn(folder: string): string {
  const inside = join(resolve(folder), 'reports', 'results');
  const found = existsSync(inside) ? inside : resolve(folder);
  if (!existsSync(found) || !statSync(found).isDirectory())
    throw new LabError('bad-request', `There is no folder ${folder}.`, 'npm run lab -- help merge');
  return found;
}
