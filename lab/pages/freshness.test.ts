import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../root.ts';
import { loadScenarios } from '../scenario/load.ts';
import { scenarioTemplate } from '../scenario/template.ts';
import { writeResult } from '../results/store.ts';
import { resultWith } from '../atlas/fixture.ts';
import { hashInputs, recall } from './freshness.ts';
import { checkReports, writeReports } from '../site/reports.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'freshness-'));
  await mkdir(join(root, 'scenarios'));
  await writeFile(join(root, 'scenarios/sources.yaml'), '{}\n');
  await writeFile(join(root, 'scenarios/peer-close.yaml'), scenarioTemplate());
  await writeFile(join(root, 'README.md'), 'before\n<!-- measured: written by npm run lab -- report -->\nold\n<!-- end of measured -->\n');
  await measure('EOF');
});
afterEach(async () => rm(root, { recursive: true, force: true }));

async function measure(outcome: string, target = 'native'): Promise<void> {
  const { scenarios } = await loadScenarios(places(root));
  await writeResult(
    places(root),
    resultWith(target, scenarios, ({ steps }) => steps.map((_step, index) => (index === 0 ? 'done' : outcome))),
  );
}

const none = { missing: [], stale: [], extra: [] };
const page = (): string => join(root, 'reports/scenarios/peer-close.md');

test('reports that were made from the same bytes are not made again', async () => {
  await writeReports(places(root));
  const made = await recall(places(root));
  expect(made?.inputs).toBe(await hashInputs(places(root)));
  // Only who does not make the page again believes this of it.
  await writeFile(page(), 'a page of another day');
  await forge('scenarios/peer-close.md', 'a page of another day');
  expect(await writeReports(places(root))).toEqual(none);
  expect(await checkReports(places(root))).toEqual(none);
});

test.each<[string, () => Promise<unknown>, string]>([
  ['a result says otherwise', () => measure('ECONNRESET'), 'scenarios/peer-close.md'],
  ['there is another result', () => measure('EOF', 'other'), 'systems.md'],
  ['a scenario is another', () => change('scenarios/peer-close.yaml', /^title: .*/m, 'title: another title'), 'scenarios/peer-close.md'],
  ['sources are others', () => change('scenarios/sources.yaml', '{}', '{} '), ''],
])('when %s, they are made again', async (_what, happen, changed) => {
  await writeReports(places(root));
  const before = await hashInputs(places(root));
  await happen();
  expect(await hashInputs(places(root))).not.toBe(before);
  const { stale } = await writeReports(places(root));
  if (changed !== '') expect(stale).toContain(changed);
  expect(await writeReports(places(root))).toEqual(none);
});

test.each<[string, () => Promise<unknown>, Record<string, string[]>]>([
  ['edited', () => writeFile(page(), 'mine'), { stale: ['scenarios/peer-close.md'] }],
  ['removed', () => rm(page()), { missing: ['scenarios/peer-close.md'] }],
  ['added', () => cp(page(), join(root, 'reports/scenarios/gone.md')), { extra: ['scenarios/gone.md'] }],
  ['undone in the README', () => change('README.md', /Nothing|EOF|`/, 'x'), { stale: ['../README.md'] }],
])('a page that was %s is found, although nothing else changed', async (_what, happen, found) => {
  await writeReports(places(root));
  await happen();
  expect(await checkReports(places(root))).toEqual({ ...none, ...found });
  expect(await writeReports(places(root))).toEqual({ ...none, ...found });
  expect(await checkReports(places(root))).toEqual(none);
});

test('a file that is only touched is not changed, and a damaged memory is none', async () => {
  await writeReports(places(root));
  const before = await hashInputs(places(root));
  await utimes(join(root, 'scenarios/peer-close.yaml'), 1, 1);
  expect(await hashInputs(places(root))).toBe(before);
  await writeFile(join(root, '.cache/reports.json'), '{');
  expect(await recall(places(root))).toBeUndefined();
  expect(await checkReports(places(root))).toEqual(none);
});

async function change(path: string, from: string | RegExp, to: string): Promise<void> {
  const file = join(root, path);
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
}

async function forge(path: string, text: string): Promise<void> {
  const { createHash } = await import('node:crypto');
  const made = await recall(places(root));
  if (made === undefined) throw new Error('nothing is remembered');
  made.outputs[path] = createHash('sha256').update(text).digest('base64');
  await writeFile(join(root, '.cache/reports.json'), JSON.stringify(made));
}
