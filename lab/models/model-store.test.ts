import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareSystems } from '../commands/compare.ts';
import { LabError } from '../failure.ts';
import { places } from '../root.ts';
import { loadAlphabets } from './load-alphabets.ts';
import type { Mealy } from './mealy.ts';
import { machineFile, machineOf, systemFile, type Entry, type SystemFile } from './model-file.ts';
import { modelFolders, readModels, storeModels } from './model-store.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sockatlas-models-'));
});
afterEach(async () => rm(root, { recursive: true, force: true }));

const identity: SystemFile['identity'] = {
  sysname: 'Linux',
  release: '6.1.0',
  version: '#1',
  machine: 'x86_64',
  libc: { name: 'glibc', version: '2.36' },
  bits: 64,
  endian: 'little',
  cpus: 2,
};

async function store(target: string, outcome: string): Promise<boolean> {
  const alphabet = (await loadAlphabets(places())).find(({ link, name }) => link === 'unix-pair' && name === 'connection');
  if (alphabet === undefined) throw new Error('no alphabet');
  const row = alphabet.letters.map((_, letter) => ({ output: letter === 1 ? outcome : '0', next: 0 }));
  const machine: Mealy = { letters: row.length, states: [row] };
  const { name, file } = machineFile(alphabet, machine);
  expect(machineOf(file)).toEqual(machine);
  const entry: Entry = { alphabet: alphabet.hash, agent: 'a', fingerprint: 'f', extra: 1, machine: name };
  const models = { 'unix-pair.connection': entry };
  return storeModels(places(root), systemFile(target, { how: 'kernel', identity }, models), new Map([[name, file]]));
}

test('systems that behave alike share a machine, and one that no system has any more goes', async () => {
  const { machines } = modelFolders(places(root));
  expect(await store('one', 'EOF')).toBe(true);
  expect(await store('two', 'EOF')).toBe(true);
  expect(await readdir(machines)).toHaveLength(1);
  expect(await store('two', 'EOF')).toBe(false);
  await store('two', 'EAGAIN');
  expect(await readdir(machines)).toHaveLength(2);
  await store('two', 'EOF');
  expect(await readdir(machines)).toHaveLength(1);
  expect((await readModels(places(root))).systems.map(({ target }) => target)).toEqual(['one', 'two']);
});

test('a damaged file is named, with what is wrong with it', async () => {
  await store('one', 'EOF');
  const { systems, machines } = modelFolders(places(root));
  const file = join(systems, 'one.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.slice(0, -10));
  await expect(readModels(places(root))).rejects.toThrow(/reports\/models\/systems\/one\.json: not JSON/);
  await writeFile(file, text);
  for (const name of await readdir(machines)) await rm(join(machines, name));
  await expect(readModels(places(root))).rejects.toThrow(
    /one\.json names the machine unix-pair\.connection-[0-9a-f]{12}, which is not there/,
  );
});

async function compare(one: string, other: string, json = false): Promise<string> {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) } as unknown as NodeJS.WritableStream;
  const { signal } = new AbortController();
  // Alphabets are the repository's own, models those of the test.
  const here = { ...places(root), scenarios: places().scenarios };
  await compareSystems([one, other], { json }, { places: here, stdout: stream, stderr: stream, env: {}, signal });
  return written.join('');
}

test('compare says every difference with its shortest sequence, and how far it holds', async () => {
  await store('one', 'EOF');
  await store('two', 'ECONNRESET');
  const text = await compare('one', 'two');
  expect(text).toContain('a.read  EOF  ECONNRESET  a.read');
  expect(text).toContain('No other difference, if one has at most 2 states and two at most 2 states over these calls');
  expect(JSON.parse(await compare('one', 'two', true))).toMatchObject({
    systems: ['one', 'two'],
    links: [{ link: 'unix-pair', differences: [{ call: 'a.read', outcomes: ['EOF', 'ECONNRESET'], witnesses: [['a.read']] }] }],
  });
  expect(await compare('one', 'one')).toContain('No difference, if');
});

test('compare refuses a system of which nothing was learned, and says which was meant', async () => {
  await store('linux-6.1', 'EOF');
  await expect(compare('linux-6.1', 'linux-6.2')).rejects.toThrow(LabError);
  await expect(compare('linux-6.1', 'linux-6.2')).rejects.toThrow("There are no models of 'linux-6.2'. Did you mean 'linux-6.1'?");
});
