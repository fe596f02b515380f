import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { places, type Places } from '../root.ts';
import { plainRun } from './fixture.ts';
import { keepMeasurement } from './keep.ts';
import { withLock } from './lock.ts';
import type { Measurement } from './merge.ts';
import { thisProcess } from './process-name.ts';
import { readResult } from './store.ts';

const checkout = async (): Promise<Places> => places(await mkdtemp(join(tmpdir(), 'keep-')));

const measured = (...ids: string[]): Measurement => ({
  target: 'native',
  run: plainRun,
  observations: Object.fromEntries(
    ids.map((id) => [id, { hash: '0123456789abcdef', traces: [{ pacing: 'settled' as const, count: 1, outcomes: ['5'] }] }]),
  ),
});

const mounts: string[] = [];
afterAll(() => {
  for (const folder of mounts) execFileSync('umount', [folder]);
});

/** Mounts a small file system of its own over a folder. */
async function mount(folder: string, options: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  mounts.push(folder);
}

const isRoot = process.getuid?.() === 0;

test('of labs that store different cases of one target at the same time in one checkout, none loses a case', async () => {
  const here = await checkout();
  const program = `
    import { keepMeasurement } from ${JSON.stringify(join(import.meta.dirname, 'keep.ts'))};
    import { places } from ${JSON.stringify(join(import.meta.dirname, '..', 'root.ts'))};
    const name = process.argv.at(-1);
    for (let i = 0; i < 20; i++) {
      const observations = { [name + '/' + i]: { hash: '0123456789abcdef', traces: [] } };
      await keepMeasurement(places(${JSON.stringify(here.root)}), { target: 'native', run: ${JSON.stringify(plainRun)}, observations });
    }`;
  const script = join(here.root, 'store.mts');
  await writeFile(script, program);
  const tsx = import.meta.resolve('tsx');
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => promisify(execFile)(process.execPath, ['--import', tsx, script, name])));
  expect(Object.keys((await readResult(here, 'native'))?.cases ?? {})).toHaveLength(80);
  expect(await readdir(here.results)).toEqual(['native.json']);
  expect(await readdir(join(here.root, '.cache', 'locks'))).toEqual([]);
});

test.each([
  ['was killed', { ...thisProcess(), pid: 2 ** 22 + 1 }],
  ['has a number that another process has now', { ...thisProcess(), started: '1' }],
])('the lock of a process that %s is taken over, by one of those who wait', async (_, owner) => {
  const here = await checkout();
  const path = join(here.root, '.cache', 'locks', 'native.lock');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(owner));
  let inside = 0;
  const most = await Promise.all(
    Array.from({ length: 8 }, async () =>
      withLock(path, async () => {
        const now = ++inside;
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
        return now;
      }),
    ),
  );
  expect(Math.max(...most)).toBe(1);
});

test('a lock of another machine is waited for while it is new, whatever the clock says of it, and taken over when it is old', async () => {
  const here = await checkout();
  const path = join(here.root, '.cache', 'locks', 'native.lock');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify({ pid: process.pid, host: `not-${hostname()}` }));
  let taken = false;
  const waiting = withLock(path, async () => (taken = true));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(taken).toBe(false);
  // As if it had been made before the clock was set back by a day.
  const tomorrow = new Date(Date.now() + 86_400_000);
  await utimes(path, tomorrow, tomorrow);
  await waiting;
  expect(taken).toBe(true);
});

test.runIf(isRoot).each([
  ['is full', 'size=4k', 'no space is left on the device'],
  ['can only be read', 'ro,size=1m', 'the file system is read-only'],
])('where the disk %s, the result is in a file that is named, and what was stored is untouched', async (_, options, why) => {
  const here = await checkout();
  await mount(here.results, options);
  const many = measured(...Array.from({ length: 200 }, (__, index) => `case/${index}`));
  const { changed, unstored } = await keepMeasurement(here, many);
  expect(changed).toBe(false);
  expect(unstored?.why).toContain(why);
  expect(await readdir(here.results)).toEqual([]);
  expect(unstored?.file).toMatch(/\/sockatlas-results-.*\/native\.json$/);
  expect(await readFile(unstored?.file ?? '', 'utf8')).toBe(unstored?.text);
  const elsewhere = { ...here, results: dirname(unstored?.file ?? '') };
  expect(Object.keys((await readResult(elsewhere, 'native'))?.cases ?? {})).toHaveLength(200);
});

test('a lab that does not let go of a result is not waited for by one that was interrupted: what that measured is in a file', async () => {
  const here = await checkout();
  const path = join(here.root, '.cache', 'locks', 'native.lock');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(thisProcess()));
  const interrupt = new AbortController();
  const keeping = keepMeasurement(here, measured('a'), interrupt.signal);
  interrupt.abort();
  const begun = performance.now();
  const { changed, unstored } = await keeping;
  expect(performance.now() - begun).toBeLessThan(5000);
  expect([changed, unstored?.why]).toEqual([false, expect.stringContaining(`another lab holds ${path} (process ${process.pid}`)]);
  expect(await readFile(unstored?.file ?? '', 'utf8')).toBe(unstored?.text);
});

test('what could not be set up for want of room replaces nothing that was seen before, and says so', async () => {
  const here = await checkout();
  await keepMeasurement(here, measured('a', 'b'));
  const full = measured('a', 'b');
  full.observations['a'] = { hash: '0123456789abcdef', traces: [{ pacing: 'settled', count: 1, outcomes: ['setup failed: bind ENOSPC'] }] };
  expect(await keepMeasurement(here, full)).toMatchObject({ changed: false, worse: { lacks: ['room: ENOSPC'], cases: 1 } });
  expect((await readResult(here, 'native'))?.cases['a']?.traces[0]?.outcomes).toEqual(['5']);
});
