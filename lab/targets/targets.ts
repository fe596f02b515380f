import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import { aboutFile, formatDiagnostic, sortDiagnostics, type Diagnostic } from '../scenario/diagnostic.ts';
import { parseYaml } from '../scenario/source.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import { checkYaml } from '../scenario/yaml.ts';
import type { Target } from './target.ts';

/** The targets of docker/targets.yaml in the order of that file. Throws a `bad-request` with all that is wrong with it. */
export async function loadTargets(places: Places): Promise<Target[]> {
  const { targets, diagnostics } = await readTargets(places);
  if (diagnostics.length > 0) throw new LabError('bad-request', diagnostics.map(formatDiagnostic).join('\n'), 'npm run lab -- check');
  return targets;
}

/** Everything that is wrong with docker/targets.yaml and its schema file. */
export async function checkTargets(places: Places): Promise<Diagnostic[]> {
  const { diagnostics } = await readTargets(places);
  const { checkTargetSchema } = await import('./schema-file.ts');
  return sortDiagnostics([...diagnostics, ...(await checkTargetSchema(places))]);
}

/** The targets with these ids, in the order asked for, each once. Throws a `bad-request` for an id that is not there. */
export function pickTargets(targets: readonly Target[], ids: readonly string[]): Target[] {
  return [...new Set(ids)].map((id) => {
    const found = targets.find((target) => target.id === id);
    if (found) return found;
    const known = targets.map((target) => target.id);
    throw new LabError(
      'bad-request',
      `There is no target '${id}'. ${didYouMean(id, known) ?? `There are ${oneOf(known, 30)}.`}`,
      'npm run lab -- list targets',
    );
  });
}

/** The `part`-th of `of` parts, from 1. */
export interface Shard {
  part: number;
  of: number;
}

/** The targets of one part: every n-th, so that kinds that take long are spread. All of them without a shard. */
export function shardOf(targets: readonly Target[], shard: Shard | undefined): Target[] {
  return targets.filter((_, index) => shard === undefined || index % shard.of === shard.part - 1);
}

async function readTargets(places: Places): Promise<{ targets: Target[]; diagnostics: Diagnostic[] }> {
  const path = join(places.docker, 'targets.yaml');
  const file = relative(places.root, path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return {
      targets: [],
      diagnostics: [aboutFile(file, `It cannot be read: ${(error as Error).message}.`, 'Restore it: git restore ' + file)],
    };
  }
  const { TargetFile } = await import('./target.ts');
  const { data, diagnostics } = checkYaml(file, text, TargetFile);
  if (data === undefined) return { targets: [], diagnostics };
  return { targets: data.targets, diagnostics: duplicates(file, text, data.targets) };
}

/** Two targets of one name would share a result file. */
function duplicates(file: string, text: string, targets: readonly Target[]): Diagnostic[] {
  const { source } = parseYaml(file, text);
  const seen = new Map<string, number>();
  return targets.flatMap(({ id }, index) => {
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, index);
      return [];
    }
    const message = `The id '${id}' is there already: it is that of target ${first + 1} of the list, too.`;
    return [source ? { file, ...source.at(['targets', index, 'id']), message } : aboutFile(file, message)];
  });
}
