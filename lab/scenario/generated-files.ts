import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Places } from '../root.ts';
import { aboutFile } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { generatedSchemas } from './json-schema.ts';
import { reference } from './reference.ts';
import { shownPath } from './shown-path.ts';

/** Writes the generated files of `scenarios/` that differ from what the code says. Returns the files written, as the user would type them. */
export function writeGenerated(places: Places): string[] {
  return stale(places).map(({ path, text }) => {
    writeFileSync(path, text);
    return shownPath(places, path);
  });
}

/** A finding for each generated file of `scenarios/` that is missing or old: JSON Schemas for editors, and the reference for people. */
export function checkGenerated(places: Places): Diagnostic[] {
  return stale(places).map(({ path, stored }) => {
    const what = stored === undefined ? 'This generated file is missing.' : 'This generated file is not what lab/scenario/ says.';
    return aboutFile(shownPath(places, path), what, 'Write it again: npm run lab -- check --fix');
  });
}

function stale(places: Places) {
  return [...generatedSchemas(), { name: 'README.md', text: referenceText() }].flatMap(({ name, text }) => {
    const path = join(places.scenarios, name);
    const stored = read(path);
    return stored === text ? [] : [{ path, text, stored }];
  });
}

/** Made from the code that runs, like the schemas, wherever the scenarios are that it is about. */
function referenceText(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return reference(readFileSync(join(here, 'reference.md'), 'utf8'), readFileSync(join(here, '..', 'agent', 'PROTOCOL.md'), 'utf8'));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
