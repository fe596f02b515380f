import { exitCode } from '../failure.ts';
import { linkModels } from '../models/models.ts';
import { scenarioFileOf, suggestions } from '../models/suggest.ts';
import { select } from './selection.ts';
import type { Context } from './context.ts';

/** Options of `lab suggest`. */
export interface SuggestOptions {
  link?: string[] | undefined;
}

/**
 * `lab suggest`: for each difference between learned models that no scenario shows, a scenario file that does, ready to be committed. Prints them one after another
 * on standard output, each behind a line with the name of its file.
 */
export async function suggest(options: SuggestOptions, context: Context): Promise<number> {
  const { places, stdout, stderr } = context;
  const { readModels } = await import('../models/model-store.ts');
  const { loadAlphabets } = await import('../models/load-alphabets.ts');
  const { cases } = await select(places, []);
  const alphabets = (await loadAlphabets(places)).filter(({ link }) => options.link === undefined || options.link.includes(link));
  const files = linkModels(await readModels(places), alphabets)
    .flatMap((models) => suggestions(models, cases))
    .map(scenarioFileOf);
  for (const { id, text } of files) stdout.write(`# scenarios/${id}.yaml\n${text}\n`);
  if (files.length === 0)
    stderr.write('Every difference between learned models is shown by a scenario, or nothing was learned: lab learn.\n');
  return exitCode.ok;
}
