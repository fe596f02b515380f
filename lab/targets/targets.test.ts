import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LabError } from '../failure.ts';
import { places, type Places } from '../root.ts';
import { checkTargets, loadTargets, pickTargets, shardOf } from './targets.ts';

async function checkout(targets: string): Promise<Places> {
  const here = places(await mkdtemp(join(tmpdir(), 'targets-')));
  await mkdir(here.docker);
  await cp(join(places().docker, 'targets.schema.json'), join(here.docker, 'targets.schema.json'));
  await writeFile(join(here.docker, 'targets.yaml'), targets);
  return here;
}

test('the targets of this repository are right', async () => {
  expect(await checkTargets(places())).toEqual([]);
  const targets = await loadTargets(places());
  expect(targets.map((target) => target.id)).toEqual(
    expect.arrayContaining(['native', 'debian-12', 'alpine-3.22', 'debian-musl', 'debian-dietlibc']),
  );
});

test.each([
  ['targets:\n  - { id: x, kind: nativ, title: X }\n', ':2:', "Did you mean 'native'"],
  ['targets:\n  - { id: x, kind: native, title: X }\n  - { id: x, kind: native, title: Y }\n', ':3:11', 'there already'],
  ['targets:\n  - { id: x, kind: native, title: X, bse: debian }\n', ':2:', 'bse'],
  ['targets:\n  - { id: x, kind: container, title: X, base: "a b", packages: { apt: [gcc] } }\n', ':2:', 'base'],
  ['targets:\n  - { id: x, kind: container, title: X, base: debian, packages: { apt: ["gcc; rm"] } }\n', ':2:', 'one word'],
  [
    'targets:\n  - { id: x, kind: container, title: X, base: debian, packages: { apt: [gcc], apk: [gcc] } }\n',
    ':2:',
    'one package manager',
  ],
  ['targets:\n\t- x\n', ':2:1', 'tab'],
  ['', ':1:1', 'empty'],
])('%j is refused at its place', async (text, place, reason) => {
  const here = await checkout(text);
  const found = await checkTargets(here);
  expect(found).not.toEqual([]);
  const error: unknown = await loadTargets(here).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).message).toContain(`docker/targets.yaml${place}`);
  expect((error as LabError).message).toContain(reason);
});

test('a misspelt target is refused with the one that was meant', async () => {
  const targets = await loadTargets(places());
  expect(() => pickTargets(targets, ['debain-12'])).toThrow("There is no target 'debain-12'. Did you mean 'debian-12'?");
});

test('targets are picked in the order asked for, each once', async () => {
  const targets = await loadTargets(places());
  expect(pickTargets(targets, ['debian-12', 'native', 'debian-12']).map((target) => target.id)).toEqual(['debian-12', 'native']);
});

test('an old schema file is found, however it is laid out', async () => {
  const here = await checkout('targets:\n  - { id: native, kind: native, title: X }\n');
  const file = join(here.docker, 'targets.schema.json');
  await writeFile(file, JSON.stringify(JSON.parse(await readFile(file, 'utf8'))));
  expect(await checkTargets(here)).toEqual([]);
  await writeFile(file, '{}');
  expect((await checkTargets(here)).map((one) => one.message)).toEqual(['It is not what lab/targets/target.ts says.']);
});

test.each([1, 2, 3, 100])('%i shards have every target between them, each once', async (of) => {
  const targets = await loadTargets(places());
  const parts = Array.from({ length: of }, (_, index) => shardOf(targets, { part: index + 1, of }));
  expect(parts.flat().toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(targets.toSorted((a, b) => a.id.localeCompare(b.id)));
});
