import { mkdtemp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LabError } from '../failure.ts';
import { places, type Places } from '../root.ts';
import { plainRun } from './fixture.ts';
import { formatResult } from './format.ts';
import type { Result } from './result.ts';
import { readResult, readResults, writeResult } from './store.ts';

const result: Result = {
  schemaVersion: 2,
  target: 'native',
  runs: [plainRun],
  cases: {
    'b/x': { hash: '0123456789abcdef', run: 0, traces: [{ pacing: 'back-to-back', count: 1, outcomes: ['5'] }] },
    a: { hash: '0123456789abcdef', run: 0, traces: [] },
  },
};

async function checkout(): Promise<Places> {
  const here = places(await mkdtemp(join(tmpdir(), 'store-')));
  await mkdir(here.results, { recursive: true });
  return here;
}

async function refusal(here: Places): Promise<LabError> {
  try {
    await readResults(here);
  } catch (error) {
    if (error instanceof LabError) return error;
  }
  throw new Error('it was not refused');
}

test('what was written is read again, and no temporary file stays', async () => {
  const here = await checkout();
  expect(await writeResult(here, result)).toBe(true);
  expect(await readResults(here)).toEqual([result]);
  expect(await readResult(here, 'native')).toEqual(result);
  expect(await readdir(here.results)).toEqual(['native.json']);
});

test('the same result is not written twice', async () => {
  const here = await checkout();
  await writeResult(here, result);
  expect(await writeResult(here, result)).toBe(false);
});

test('a case takes one line, in alphabetical order, so that diffs are small', async () => {
  const here = await checkout();
  await writeResult(here, result);
  const lines = (await readFile(join(here.results, 'native.json'), 'utf8')).split('\n');
  expect(lines.filter((line) => /^"(a|b\/x)": /.test(line)).map((line) => line.slice(0, 3))).toEqual(['"a"', '"b/']);
});

test('no results folder means no results', async () => {
  expect(await readResults(places(await mkdtemp(join(tmpdir(), 'store-'))))).toEqual([]);
  expect(await readResult(await checkout(), 'native')).toBeUndefined();
});

test.each([
  ['{', 'not JSON'],
  ['', 'not JSON'],
  ['{"schemaVersion":1}', 'it is a result file of version 1, and this lab reads version 2: use the lab that wrote it'],
  [
    formatResult({
      ...result,
      cases: { a: { hash: '0123456789abcdef', run: 0, traces: [{ pacing: 'settled', count: 1, outcomes: ['5', 'reset'] }] } },
    }),
    'cases.a: its step 2 has the outcome "reset", and no outcome is spelled like that',
  ],
  [formatResult({ ...result, target: 'other' }), "holds the result of 'other'"],
  [JSON.stringify({ ...result, cases: { a: { hash: '0123456789abcdef', run: 7, traces: [] } } }), 'names run 7'],
])('a damaged result file is refused with its name and the reason: %s', async (text, reason) => {
  const here = await checkout();
  await writeFile(join(here.results, 'native.json'), text);
  const error = await refusal(here);
  expect(error.code).toBe('bad-request');
  expect(error.message).toContain('reports/results/native.json');
  expect(error.message).toContain(reason);
});

test('a directory named like a result is refused, not a crash', async () => {
  const here = await checkout();
  await mkdir(join(here.results, 'odd.json'));
  expect((await refusal(here)).message).toContain('reports/results/odd.json');
});

test('a result that breaks the schema is not written, and the stored file stays', async () => {
  const here = await checkout();
  await writeResult(here, result);
  await expect(writeResult(here, { ...result, runs: [] })).rejects.toThrow('was not written');
  expect(await readResult(here, 'native')).toEqual(result);
});
