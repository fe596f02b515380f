import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../root.ts';
import { check } from './check.ts';
import type { CheckOptions } from './check.ts';
import type { Context } from './context.ts';
import { list } from './list.ts';
import { newScenario } from './new.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-'));
  for (const name of ['scenarios', 'docker']) await cp(join(places().root, name), join(root, name), { recursive: true });
});

afterEach(async () => rm(root, { recursive: true }));

/** Runs a command on the copy, and gives its code and what it printed. */
async function run(command: (context: Context) => Promise<number>, env: NodeJS.ProcessEnv = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  // Taken out as it comes: a stream that nobody reads holds only so much.
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  stdout.on('data', (chunk: Buffer) => out.push(chunk));
  stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const code = await command({ places: places(root), stdout, stderr, env, signal: new AbortController().signal });
  await Promise.all([stdout, stderr].map(async (stream) => finished(stream.end())));
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

const checking =
  (files: string[] = [], options: CheckOptions = {}) =>
  async (context: Context) =>
    check(files, context, options);

test('check says what it looks at, and in one line that all is right', async () => {
  const { code, out, err } = await run(checking());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^Checking scenarios\/, .*\n\d+ scenarios, \d+ cases, \d+ claims: all right\n$/);
});

test('check finds errors of scenarios, targets and generated files at once', async () => {
  await writeFile(join(root, 'scenarios', 'bad.yaml'), 'title: [\n');
  await writeFile(join(root, 'scenarios', 'worse.yaml'), 'title: t\n');
  await writeFile(join(root, 'docker', 'targets.yaml'), 'targets: 5\n');
  await writeFile(join(root, 'scenarios', 'scenario.schema.json'), '{}\n');
  const { code, out, err } = await run(checking());
  expect(code).toBe(2);
  expect(out).not.toContain('all right');
  for (const file of ['bad.yaml:2:1: ', 'worse.yaml:1:1: ', 'targets.yaml:1:10: ', 'scenario.schema.json:1:1: '])
    expect(err).toContain(file);
  expect(err).toMatch(/\n\d+ problems in 4 files\.\n$/);
});

test('check of named files looks at these only', async () => {
  await writeFile(join(root, 'scenarios', 'bad.yaml'), 'title: [\n');
  const good = await run(checking([join(root, 'scenarios', 'peer-close-unread.yaml')]));
  expect(good.code).toBe(0);
  expect(good.out).toMatch(/^Checking .*peer-close-unread\.yaml\n1 scenario, /);
  expect((await run(checking([join(root, 'scenarios', 'bad.yaml')]))).code).toBe(2);
});

test('check --fix writes generated files again', async () => {
  const path = join(root, 'scenarios', 'scenario.schema.json');
  const committed = await readFile(path, 'utf8');
  await writeFile(path, '{}\n');
  const { code, err } = await run(checking([], { fix: true }));
  expect(code).toBe(0);
  expect(err).toContain(`Wrote ${path}\n`);
  expect(await readFile(path, 'utf8')).toBe(committed);
});

test('check finds a source that no claim names, and says where', async () => {
  const source = "unheard-of: { title: T, url: 'https://example.org/', kind: mail, read: '2026-01-31' }\n";
  await writeFile(join(root, 'scenarios', 'sources.yaml'), source, { flag: 'a' });
  const { code, err } = await run(checking());
  expect(code).toBe(2);
  expect(err).toMatch(/sources\.yaml:\d+:1: No claim names the source 'unheard-of'\./);
});

test('check speaks to GitHub where it runs there', async () => {
  await writeFile(join(root, 'scenarios', 'bad.yaml'), 'titel: t\n');
  expect((await run(checking(), { GITHUB_ACTIONS: 'true' })).err).toMatch(
    /^::error file=.*bad\.yaml,line=1,col=1::There is no key 'titel' here\./m,
  );
  expect((await run(checking())).err).not.toContain('::error');
});

test('new writes a file that check accepts, and says what comes next', async () => {
  const { code, out } = await run(async (context) => newScenario('peer-vanishes', context));
  expect(code).toBe(0);
  expect(out).toContain('npm run lab -- run peer-vanishes');
  expect((await run(checking([join(root, 'scenarios', 'peer-vanishes.yaml')]))).err).toBe('');
});

test('new refuses an id that is taken, and changes nothing', async () => {
  const path = join(root, 'scenarios', 'peer-close-unread.yaml');
  const before = await readFile(path, 'utf8');
  await expect(run(async (context) => newScenario('peer-close-unread', context))).rejects.toMatchObject({ code: 'bad-request' });
  expect(await readFile(path, 'utf8')).toBe(before);
  await writeFile(join(root, 'scenarios', 'other.yml'), '');
  await expect(run(async (context) => newScenario('other', context))).rejects.toThrow('other.yml is there already');
});

test.each([
  ['Peer Close.yaml', 'peer-close'],
  ['peerClose_unread', 'peer-close-unread'],
  ['../../etc/passwd', 'etc-passwd'],
  ['', 'peer-close-unread'],
])('new refuses the id %j and suggests a right one', async (id, better) => {
  await expect(run(async (context) => newScenario(id, context))).rejects.toMatchObject({
    code: 'bad-request',
    hint: `npm run lab -- new ${better}`,
  });
});

test('list prints one line for each scenario and target, or one document', async () => {
  const { out } = await run(async (context) => list(undefined, {}, context));
  expect(out).toMatch(/^peer-close-unread +\d+ cases +read\(\) after/m);
  expect(out).toMatch(/^native +native +/m);
  const json = await run(async (context) => list('scenarios', { json: true }, context));
  const document = JSON.parse(json.out) as { schemaVersion: number; scenarios: { id: string; cases: { id: string }[] }[] };
  expect(document.schemaVersion).toBe(1);
  expect(document.scenarios.find((one) => one.id === 'peer-close-unread')?.cases[0]?.id).toBe('peer-close-unread/unix-pair');
  expect(document).not.toHaveProperty('targets');
});

test('list prints a scenario as soon as it is read, in columns', async () => {
  const { out } = await run(async (context) => list('scenarios', {}, context));
  const lines = out.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(10);
  // All titles begin in one column although no line waited for the ones after it.
  expect(new Set(lines.map((line) => /^\S+ +\d+ cases? +/.exec(line)?.[0].length)).size).toBe(1);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(lines.map((line) => line.split(' ')[0]).toSorted());
});

test('list leaves out what is broken, and says so', async () => {
  await writeFile(join(root, 'scenarios', 'bad.yaml'), 'title: [\n');
  const { code, out, err } = await run(async (context) => list('scenarios', {}, context));
  expect(code).toBe(0);
  expect(out).toContain('peer-close-unread');
  expect(err).toMatch(/^Left out because of errors: .*bad\.yaml\. See: npm run lab -- check\n$/);
});

test('list of something else is refused', async () => {
  await expect(run(async (context) => list('kernels', {}, context))).rejects.toThrow(
    "It can be 'scenarios' or 'targets'".replace('It', 'it'),
  );
});
