import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../root.ts';
import { aboutFile } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { generatedSchemas } from './json-schema.ts';
import { shownPath } from './shown-path.ts';

/** Writes the JSON Schemas of `scenarios/` that differ from what the code says. Returns the files written, as the user would type them. */
export function writeSchemas(places: Places): string[] {
  return stale(places).map(({ path, text }) => {
    writeFileSync(path, text);
    return shownPath(places, path);
  });
}

/** A finding for each JSON Schema of `scenarios/` that is missing or old. */
export function checkSchemas(places: Places): Diagnostic[] {
  return stale(places).map(({ path, stored }) => {
    const what = stored === undefined ? 'This generated file is missing.' : 'This generated file is not what lab/scenario/ says.';
    return aboutFile(shownPath(places, path), what, 'Write it again: npm run lab -- check --fix');
  });
}

function stale(places: Places) {
  return generatedSchemas().flatMap(({ name, text }) => {
    const path = join(places.scenarios, name);
    const stored = read(path);
    return stored === text ? [] : [{ path, text, stored }];
  });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
