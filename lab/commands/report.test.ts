import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '../failure.ts';
import { places } from '../root.ts';
import { scenarioTemplate } from '../scenario/template.ts';
import { report } from './report.ts';
import type { ReportOptions } from './report.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'report-'));
  await mkdir(join(root, 'scenarios'));
  await writeFile(join(root, 'scenarios/sources.yaml'), '{}\n');
  await writeFile(join(root, 'scenarios/peer-close.yaml'), scenarioTemplate());
});
afterEach(async () => rm(root, { recursive: true, force: true }));

async function run(options: ReportOptions): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await report(options, { places: places(root), stdout, stderr, env: {}, signal: new AbortController().signal });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

test('report writes the pages and then finds them as they should be', async () => {
  expect(await run({})).toMatchObject({
    code: 0,
    stdout: 'new reports/README.md\nnew reports/groups/close.md\nnew reports/index.html\nnew reports/scenarios/peer-close.md\n',
  });
  expect(await run({ check: true })).toMatchObject({ code: 0, stdout: '' });
  expect(await run({})).toMatchObject({ code: 0, stdout: '' });
});

test('report --check leaves with 4, names each difference and what to type, and writes nothing', async () => {
  await run({});
  await writeFile(join(root, 'reports/README.md'), 'old');
  await rm(join(root, 'reports/groups/close.md'));
  await cp(join(root, 'reports/scenarios/peer-close.md'), join(root, 'reports/scenarios/gone.md'));
  const checked = await run({ check: true });
  expect(checked.code).toBe(4);
  expect(checked.stdout).toBe('missing reports/groups/close.md\nstale reports/README.md\nextra reports/scenarios/gone.md\n');
  expect(checked.stderr).toContain('hint: npm run lab -- report');
  expect(await readdir(join(root, 'reports/groups'))).toEqual([]);
});

test('report --data writes the merged data where it is told to, and no report', async () => {
  const { code, stdout } = await run({ data: join(root, 'a b', 'data') });
  expect(code).toBe(0);
  const [atlas = '', ...others] = stdout.trimEnd().split('\n');
  expect(atlas).toBe(join(root, 'a b', 'data', 'atlas.json'));
  expect(others).toContain(join(root, 'a b', 'data', 'sockatlas', 'index.js'));
  const { cases } = JSON.parse(await readFile(atlas, 'utf8')) as { cases: object };
  expect(Object.keys(cases)).toContain('peer-close/unix-pair');
  await expect(readdir(join(root, 'reports'))).rejects.toThrow('ENOENT');
});

test('a wrong scenario makes no report at all', async () => {
  await writeFile(join(root, 'scenarios/other.yaml'), 'title: [\n');
  await expect(run({})).rejects.toBeInstanceOf(LabError);
  await expect(run({})).rejects.toThrow('other.yaml');
  await expect(readdir(join(root, 'reports'))).rejects.toThrow('ENOENT');
});
