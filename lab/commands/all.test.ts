import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../root.ts';
import { scenarioTemplate } from '../scenario/template.ts';
import { all } from './all.ts';
import { check } from './check.ts';
import type { Context } from './context.ts';

let root = '';
let printed = '';
let context: Context;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sockatlas-all-'));
  const stdout = new PassThrough();
  const stderr = new PassThrough().resume();
  printed = '';
  stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  context = { places: places(root), stdout, stderr, env: process.env, signal: new AbortController().signal };
  const here = places().root;
  await mkdir(join(root, 'scenarios'));
  await writeFile(join(root, 'scenarios/sources.yaml'), '{}\n');
  await writeFile(join(root, 'scenarios/peer-close-unread.yaml'), scenarioTemplate());
  await cp(join(here, 'docker'), join(root, 'docker'), { recursive: true });
  await cp(join(here, 'lab/agent'), join(root, 'lab/agent'), { recursive: true });
  expect(await check([], context, { fix: true })).toBe(0);
  printed = '';
});
afterEach(async () => rm(root, { recursive: true, force: true }));

test('the first run shows the first scenario on this machine before anything else, and the second does not show it again', async () => {
  expect(await all({ on: ['native'], trials: 1 }, context)).toBe(0);
  expect(printed).toMatch(/^This machine:\n\npeer-close-unread\/unix-pair\n\n\| step +\| native +\|/);
  expect(printed).toContain('of the reports: reports/README.md');
  printed = '';
  expect(await all({ on: ['native'], trials: 1 }, context)).toBe(0);
  expect(printed).not.toContain('This machine:');
  expect(printed).toContain('Known already, nothing to measure');
});
