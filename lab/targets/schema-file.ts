import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Places } from '../root.ts';
import { aboutFile, type Diagnostic } from '../scenario/diagnostic.ts';
import { TargetFile } from './target.ts';

/** The JSON Schema of docker/targets.yaml, with which editors complete and check it, as the text of its file. */
function targetSchemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(TargetFile, { io: 'input' }), null, 2)}\n`;
}

/** Writes docker/targets.schema.json. */
export async function writeTargetSchema(places: Places): Promise<void> {
  await writeFile(fileOf(places), targetSchemaText());
}

/** A finding if docker/targets.schema.json is not what the code says. Layout does not count, so that a formatter may have its way. */
export async function checkTargetSchema(places: Places): Promise<Diagnostic[]> {
  const file = relative(places.root, fileOf(places));
  const stored = await readFile(fileOf(places), 'utf8').catch(() => undefined);
  if (stored !== undefined && isSame(stored, targetSchemaText())) return [];
  const what = stored === undefined ? 'It is missing' : 'It is not what lab/targets/target.ts says';
  return [aboutFile(file, `${what}.`, 'Write it again: npm run lab -- check --fix')];
}

function isSame(a: string, b: string): boolean {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}

function fileOf(places: Places): string {
  return join(places.docker, 'targets.schema.json');
}
