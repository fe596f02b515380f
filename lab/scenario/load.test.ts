import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { places } from '../root.ts';
import type { Places } from '../root.ts';
import { loadScenarios } from './load.ts';
import { scenarioTemplate } from './template.ts';

let folder: Places;

beforeEach(async () => {
  folder = places(await mkdtemp(join(tmpdir(), 'scenarios-')));
  await mkdir(folder.scenarios);
  await put('sources.yaml', "posix:\n  { title: POSIX, url: 'https://example.org/posix', kind: issue, read: '2026-01-31' }\n");
});

afterEach(async () => rm(folder.root, { recursive: true }));

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder.scenarios, name);
  await writeFile(path, content);
  return path;
}

/** What is wrong, with the last part of each path. */
async function problems(files?: string[]): Promise<string[]> {
  const { diagnostics } = await loadScenarios(folder, files);
  return diagnostics.map(({ file, line, column, message }) => `${file.replace(/^.*\//, '')}:${line}:${column}: ${message}`);
}

test('all scenarios are loaded in the order of their ids, with the sources', async () => {
  await put('b.yaml', scenarioTemplate());
  await put('a.yml', scenarioTemplate());
  const { scenarios, sources, diagnostics } = await loadScenarios(folder);
  expect(diagnostics).toEqual([]);
  expect(scenarios.map((scenario) => scenario.id)).toEqual(['a', 'b']);
  expect(sources).toEqual([{ id: 'posix', title: 'POSIX', url: 'https://example.org/posix', kind: 'issue', read: '2026-01-31' }]);
});

test('a scenario outside the directory is loaded alone, and knows the sources', async () => {
  await put('other.yaml', 'broken: [');
  const path = join(folder.root, 'mine.yaml');
  await writeFile(path, `${scenarioTemplate()}claims: [{ of: read after close, outcome: EOF, source: posix }]\n`);
  const { scenarios, diagnostics } = await loadScenarios(folder, [path]);
  expect(diagnostics).toEqual([]);
  expect(scenarios.map(({ id, file, claims }) => [id, file, claims.length])).toEqual([['mine', path, 1]]);
});

test('byte order mark and Windows line ends change nothing', async () => {
  await put('a.yaml', scenarioTemplate());
  await put('b.yaml', `\uFEFF${scenarioTemplate().replaceAll('\n', '\r\n')}`);
  const { scenarios, diagnostics } = await loadScenarios(folder);
  expect(diagnostics).toEqual([]);
  expect(scenarios[1]?.cases.map((one) => one.hash)).toEqual(scenarios[0]?.cases.map((one) => one.hash));
  expect(scenarios[1]?.question).toBe(scenarios[0]?.question);
});

test('a place in a file with Windows line ends is the place in the editor', async () => {
  await put('a.yaml', 'title: t\r\nquestion: q\r\nstep: []\r\n');
  expect(await problems()).toContain("a.yaml:3:1: There is no key 'step' here. Did you mean 'steps'?");
});

test.each<[what: string, make: () => Promise<unknown>, expected: string]>([
  ['a directory', async () => mkdir(join(folder.scenarios, 'x.yaml')), 'x.yaml:1:1: This is a directory, not a file.'],
  ['an empty file', async () => put('x.yaml', ''), 'x.yaml:1:1: The file is empty.'],
  [
    '10 MB',
    async () => put('x.yaml', 'a'.repeat(10_000_000)),
    'x.yaml:1:1: The file has 9766 kB; the limit is 256 kB, far more than anybody writes by hand.',
  ],
  ['bytes that are not UTF-8', async () => put('x.yaml', Uint8Array.of(0x74, 0xff, 0xfe)), 'x.yaml:1:1: The file is not text in UTF-8.'],
  [
    'a symbolic link to a good scenario',
    async () => {
      await writeFile(join(folder.root, 'elsewhere.yaml'), scenarioTemplate());
      await symlink('../elsewhere.yaml', join(folder.scenarios, 'x.yaml'));
    },
    'x.yaml:1:1: This is a symbolic link: in another checkout it may lead elsewhere.',
  ],
  [
    'a symbolic link to nothing',
    async () => symlink('nothing', join(folder.scenarios, 'x.yaml')),
    'x.yaml:1:1: This is a symbolic link: in another checkout it may lead elsewhere.',
  ],
  [
    'a symbolic link to a folder',
    async () => symlink('..', join(folder.scenarios, 'more')),
    'more:1:1: This is a symbolic link: in another checkout it may lead elsewhere.',
  ],
  [
    'a FIFO',
    async () => Promise.resolve(execFileSync('mkfifo', [join(folder.scenarios, 'x.yaml')])),
    'x.yaml:1:1: This is not an ordinary file.',
  ],
  [
    'a name in capitals',
    async () => put('PeerClose.yaml', scenarioTemplate()),
    "PeerClose.yaml:1:1: 'PeerClose' is not in kebab case: words of lower-case letters and digits with - between them. The file's name is the scenario's id.",
  ],
  [
    'a folder of scenarios',
    async () => mkdir(join(folder.scenarios, 'more')),
    'more:1:1: Scenarios lie side by side in one directory; what is in this one is not read.',
  ],
])('%s among the scenarios is reported', async (_, make, expected) => {
  await make();
  expect(await problems()).toEqual([expected]);
});

test('sources that are a symbolic link are refused, with what to do instead', async () => {
  await rename(join(folder.scenarios, 'sources.yaml'), join(folder.root, 'sources.yaml'));
  await symlink('../sources.yaml', join(folder.scenarios, 'sources.yaml'));
  const { diagnostics } = await loadScenarios(folder);
  expect(diagnostics).toMatchObject([{ line: 1, column: 1, hint: 'Put the file itself in its place.' }]);
});

test('outside the directory a symbolic link is followed, to a file, to a device or in a circle', async () => {
  const link = join(folder.root, 'x.yaml');
  for (const [target, expected] of [
    ['x.yaml', ['x.yaml:1:1: This is a symbolic link that leads in a circle.']],
    ['nothing', ['x.yaml:1:1: There is no such file.']],
    ['/dev/zero', ['x.yaml:1:1: This is not an ordinary file.']],
    ['good.yaml', []],
  ] as const) {
    await writeFile(join(folder.root, 'good.yaml'), scenarioTemplate());
    await symlink(target, link);
    expect(await problems([link])).toEqual(expected);
    await rm(link);
  }
});

test('two files for one id are reported', async () => {
  await put('a.yaml', scenarioTemplate());
  await put('a.yml', scenarioTemplate());
  expect(await problems()).toEqual([expect.stringMatching(/^a\.yml:1:1: There is another file for the id 'a': .*a\.yaml\.$/)]);
});

test('a file that was asked for and is not there is reported, and one that is no YAML by its name', async () => {
  expect(await problems([join(folder.root, 'none.yaml')])).toEqual(['none.yaml:1:1: There is no such file.']);
  const path = join(folder.root, 'x.txt');
  await writeFile(path, scenarioTemplate());
  expect(await problems([path])).toEqual(["x.txt:1:1: The name of a scenario file ends in .yaml. The file's name is the scenario's id."]);
});

test('errors of the sources do not hide errors of scenarios, nor make new ones', async () => {
  await put('sources.yaml', 'posix: { title: POSIX, url: ftp://x, kind: issue, read: today }\n');
  await put('a.yaml', `${scenarioTemplate()}claims: [{ of: read, outcome: EOF, source: posix }]\n`);
  expect(await problems()).toEqual([
    "a.yaml:25:16: No step is labelled 'read'. Did you mean 'read after close'?",
    'sources.yaml:1:29: A link is a whole URL that begins with https:// or http://.',
    'sources.yaml:1:57: A date is written 2022-12-31.',
  ]);
});

test('without sources or scenarios at all, that is said', async () => {
  await rm(folder.scenarios, { recursive: true });
  expect(await problems()).toEqual([
    'scenarios:1:1: There is no such directory: this does not look like a checkout of the lab.',
    'sources.yaml:1:1: There is no such file.',
  ]);
});
