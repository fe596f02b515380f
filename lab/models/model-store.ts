import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { z } from 'zod';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import { withLock } from '../results/lock.ts';
import { replaceIfChanged } from '../replace-file.ts';
import { formatMachine, formatSystem, MachineFile, SystemFile } from './model-file.ts';

/** Where models are stored. */
export function modelFolders({ reports }: Places): { systems: string; machines: string } {
  return { systems: join(reports, 'models', 'systems'), machines: join(reports, 'models', 'machines') };
}

/** All that is stored: systems in the order of their names, and the machines that they name. */
export interface StoredModels {
  systems: SystemFile[];
  machines: Map<string, MachineFile>;
}

/** Reads all models. Throws a `bad-request` that names every file that is damaged, and every machine that is missing. */
export async function readModels(places: Places): Promise<StoredModels> {
  const folders = modelFolders(places);
  const problems: string[] = [];
  const readAll = async <T>(folder: string, schema: z.ZodType<T>): Promise<Map<string, T>> => {
    const found = new Map<string, T>();
    for (const name of (await namesIn(folder)).filter((one) => one.endsWith('.json')).sort()) {
      const read = await readOne(join(folder, name), schema);
      if ('problem' in read) problems.push(`${relative(places.root, join(folder, name))}: ${read.problem}`);
      else found.set(basename(name, '.json'), read.value);
    }
    return found;
  };
  const systems = await readAll(folders.systems, SystemFile);
  const machines = await readAll(folders.machines, MachineFile);
  for (const [name, { models, target }] of systems) {
    if (name !== target) problems.push(`${name}.json: holds the models of '${target}'; the file must have its name`);
    for (const { machine } of Object.values(models)) {
      if (machine !== undefined && !machines.has(machine)) problems.push(`${name}.json names the machine ${machine}, which is not there`);
    }
  }
  if (problems.length > 0) {
    throw new LabError(
      'bad-request',
      problems.join('\n'),
      'These files are written by the lab: restore them with git, or remove them and learn again',
    );
  }
  return { systems: [...systems.values()], machines };
}

/**
 * Stores what was learned of a system beside what is known of it, and its machines; machines that no system has any more are removed. Returns
 * whether anything changed.
 */
export async function storeModels(places: Places, system: SystemFile, machines: ReadonlyMap<string, MachineFile>): Promise<boolean> {
  const folders = modelFolders(places);
  return withLock(join(places.root, '.cache', 'locks', 'models.lock'), async () => {
    let changed = false;
    // Machines first: a system must never name one that is not there.
    for (const [name, file] of machines) {
      changed = (await replaceIfChanged(join(folders.machines, `${name}.json`), formatMachine(file))) || changed;
    }
    changed = (await replaceIfChanged(join(folders.systems, `${system.target}.json`), formatSystem(system))) || changed;
    const { systems, machines: stored } = await readModels(places);
    const used = new Set(systems.flatMap(({ models }) => Object.values(models).map(({ machine }) => machine)));
    for (const name of stored.keys()) if (!used.has(name)) await rm(join(folders.machines, `${name}.json`), { force: true });
    return changed;
  });
}

async function readOne<T>(path: string, schema: z.ZodType<T>): Promise<{ value: T } | { problem: string }> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (parsed.success) return { value: parsed.data };
    const [first] = parsed.error.issues;
    return { problem: `${first?.path.map(String).join('.') ?? ''}: ${first?.message ?? 'it is not what the lab writes'}` };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: `not JSON: ${error.message}` };
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
