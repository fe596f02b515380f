import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { compareVersions } from '../atlas/kernel-version.ts';
import { formatResult } from '../results/format.ts';
import type { Result } from '../results/result.ts';
import { readResults } from '../results/store.ts';
import { places } from '../root.ts';
import type { Scenario, Source } from '../scenario/case.ts';
import { loadScenarios } from '../scenario/load.ts';
import { renderReports } from './render.ts';

// The real catalogue and the real results: what is small in a made-up atlas may be large in the one that people review changes of.
let scenarios: Scenario[];
let sources: Source[];
let results: Result[];
let folder = '';

beforeAll(async () => {
  ({ scenarios, sources } = await loadScenarios(places()));
  results = await readResults(places());
  folder = mkdtempSync(join(tmpdir(), 'small-changes-'));
  git('init', '--quiet');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** Writes the reports of these, and commits them or says which files below `reports/` differ from those committed: their paths and changed lines. */
function write(atlas: Atlas, stored: readonly Result[], scenarioFiles: readonly string[]): void {
  rmSync(join(folder, 'reports'), { recursive: true, force: true });
  rmSync(join(folder, 'scenarios'), { recursive: true, force: true });
  const files = new Map(renderReports(atlas));
  for (const result of stored) files.set(`results/${result.target}.json`, formatResult(result));
  for (const id of scenarioFiles) files.set(`../scenarios/${id}.yaml`, `${id}\n`);
  for (const [path, text] of files) {
    const file = join(folder, 'reports', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  git('add', '--all');
}

function changed(): string[] {
  return git('diff', '--cached', '--stat=300', '--name-only')
    .split('\n')
    .filter((line) => line !== '');
}

/** Files that may change, besides results: for a review to be read. Never raise these. */
const most = { system: 8, scenario: 12 };

test('a system that behaves as a known one changes its result file and few others', () => {
  const before = mergeAtlas(scenarios, sources, results);
  write(before, results, []);
  git('commit', '--quiet', '--message', 'before');

  // Another release of the newest kernel, on which every case goes as it does there.
  const [newest] = before.systems
    .filter(({ identity }) => identity.name === 'linux')
    .toSorted(({ identity: one }, { identity: other }) => compareVersions(other.version ?? '', one.version ?? ''));
  const known = results.find(({ target }) => target === newest?.target);
  if (newest === undefined || known === undefined) throw new Error('no Linux is measured');
  const copy: Result = {
    ...known,
    target: 'linux-99.1',
    runs: known.runs.map((run) => ({ ...run, identity: { ...run.identity, release: '99.1.7', version: '#1 SMP' } })),
  };
  write(mergeAtlas(scenarios, sources, [...results, copy]), [...results, copy], []);
  const paths = changed();
  expect(paths).toContain('reports/results/linux-99.1.json');
  expect(paths).toContain('reports/systems.md');
  expect(paths.filter((path) => path !== 'reports/results/linux-99.1.json').length, paths.join('\n')).toBeLessThanOrEqual(most.system);
}, 120_000);

test('a new scenario of four cases changes few files besides results', () => {
  // The largest of the scenarios of four cases, as if it had only now come.
  const four = scenarios.filter(({ cases }) => cases.length === 4).toSorted((one, other) => other.claims.length - one.claims.length);
  const [added] = four;
  if (added === undefined) throw new Error('no scenario has four cases');
  const ids = new Set(added.cases.map(({ id }) => id));
  const without = results.map((result) => ({
    ...result,
    cases: Object.fromEntries(Object.entries(result.cases).filter(([id]) => !ids.has(id))),
  }));
  const others = scenarios.filter((scenario) => scenario !== added);
  write(
    mergeAtlas(others, sources, without),
    without,
    others.map(({ id }) => id),
  );
  git('commit', '--quiet', '--message', 'before');
  write(
    mergeAtlas(scenarios, sources, results),
    results,
    scenarios.map(({ id }) => id),
  );
  const paths = changed().filter((path) => !path.startsWith('reports/results/'));
  expect(paths).toContain(`reports/scenarios/${added.id}.md`);
  expect(paths.length, paths.join('\n')).toBeLessThanOrEqual(most.scenario);
}, 120_000);

/** Characters of a line. Rows of tables with a column for each of many groups are still longer than prose may be; never raise either. */
const mostOf = { prose: 400, row: 800 };

test('no line of prose on a page has more than 400 characters, and no line more than 8 links', () => {
  const pages = renderReports(mergeAtlas(scenarios, sources, results));
  expect(pages.size).toBeGreaterThan(400);
  const long = [...pages].flatMap(([path, text]) =>
    text.split('\n').flatMap((line) => {
      const isLong = line.length > (line.startsWith('|') ? mostOf.row : mostOf.prose);
      return isLong || (line.match(/\]\(/g) ?? []).length > 8 ? [`${path}: ${line}`] : [];
    }),
  );
  expect(long).toEqual([]);
}, 120_000);
