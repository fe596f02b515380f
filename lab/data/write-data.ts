import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Atlas } from '../atlas/atlas.ts';
import { readAtlas } from '../atlas/read-atlas.ts';
import type { Places } from '../root.ts';
import { atlasSchema } from './atlas-file.ts';
import { atlasJson } from './atlas-json.ts';
import { moduleFiles } from './module-files.ts';

/**
 * Writes the merged data for programs into a folder, which is made if need be: `atlas.json`, its schema, and the package `sockatlas`. It changes with every
 * measurement, so it is no page of the checkout. Returns the paths. Throws as `readAtlas` does.
 */
export async function writeData(places: Places, folder: string): Promise<string[]> {
  return writeDataOf(await readAtlas(places), folder);
}

/** The same for an atlas that has been read. */
export async function writeDataOf(atlas: Atlas, folder: string): Promise<string[]> {
  const files = new Map([
    ['atlas.json', atlasJson(atlas)],
    ['atlas.schema.json', atlasSchema()],
  ]);
  for (const [name, text] of await moduleFiles(atlas)) files.set(join('sockatlas', name), text);
  await mkdir(join(folder, 'sockatlas'), { recursive: true });
  const paths = [...files].map(([name, text]) => ({ path: join(folder, name), text }));
  for (const { path, text } of paths) await writeFile(path, text);
  return paths.map(({ path }) => path);
}
