import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../root.ts';
import type { Places } from '../root.ts';
import { loadScenarios } from './load.ts';
import { scenarioTemplate } from './template.ts';
import { unusedSources } from './unused-sources.ts';

let folder: Places;

beforeEach(async () => {
  folder = places(await mkdtemp(join(tmpdir(), 'scenarios-')));
  await mkdir(folder.scenarios);
  const source = "{ title: T, url: 'https://example.org/', kind: issue, read: '2026-01-31' }";
  await writeFile(join(folder.scenarios, 'sources.yaml'), `posix: ${source}\nman-unix: ${source}\n`);
});

afterEach(async () => rm(folder.root, { recursive: true }));

async function findings(claims: string): Promise<string[]> {
  await writeFile(join(folder.scenarios, 'a.yaml'), `${scenarioTemplate()}${claims}`);
  return unusedSources(folder, await loadScenarios(folder)).map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

test('a source that no claim names is reported at its place', async () => {
  expect(await findings('claims: [{ of: read after close, outcome: EOF, source: posix }]\n')).toEqual([
    "2:1: No claim names the source 'man-unix'.",
  ]);
});

test('nothing is said of sources while a scenario could not be read', async () => {
  await writeFile(join(folder.scenarios, 'b.yaml'), 'title: [');
  expect(await findings('claims: [{ of: read after close, outcome: EOF, source: posix }]\n')).toEqual([]);
});

test('sources that are all named are right', async () => {
  const claim = (source: string) => `{ of: read after close, outcome: EOF, source: ${source} }`;
  expect(await findings(`claims: [${claim('posix')}, ${claim('man-unix')}]\n`)).toEqual([]);
});
