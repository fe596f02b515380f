import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Places } from '../root.ts';
import type { ContextFile } from '../targets/engine/build.ts';

/** The files from which the driver is compiled, under the names that its Dockerfile copies. */
export async function driverFiles(places: Places): Promise<ContextFile[]> {
  return filesOf(join(places.root, 'lab', 'runtimes', 'driver'), 'driver', (name) => /\.[ch]$/.test(name));
}

/** The programs of a runtime, likewise. */
export async function subjectFiles(places: Places, sources: readonly string[]): Promise<ContextFile[]> {
  return filesOf(join(places.docker, 'runtimes', 'subjects'), 'subject', (name) => sources.includes(name));
}

async function filesOf(folder: string, under: string, isWanted: (name: string) => boolean): Promise<ContextFile[]> {
  const names = (await readdir(folder)).filter(isWanted).sort();
  return Promise.all(names.map(async (name) => ({ name: `${under}/${name}`, data: await readFile(join(folder, name), 'utf8') })));
}
