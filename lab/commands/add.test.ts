import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bothPacings, type DocumentOptions, documentOf, makeCheckout, makeContext } from '../contribute/fixture.ts';
import { submissionLimit } from '../contribute/submission.ts';
import { formatResult } from '../results/format.ts';
import { readResult, readResults, writeResult } from '../results/store.ts';
import type { Places } from '../root.ts';
import { add, type AddOptions } from './add.ts';

async function write(checkout: Places, name: string, options?: DocumentOptions): Promise<string> {
  const path = join(checkout.root, name);
  await writeFile(path, await documentOf(checkout, options));
  return path;
}

async function taken(checkout: Places, files: string[], options: AddOptions = {}) {
  const context = makeContext(checkout);
  const code = await add(files, options, context);
  return { code, printed: context.printed(), said: context.said(), files: (await readdir(checkout.results)).sort() };
}

const eof = { 'peer-close/tcp4': bothPacings('done', '0', 'EOF'), 'peer-close/unix-pair': bothPacings('done', '0', 'EOF') };
const reset = { ...eof, 'peer-close/tcp4': bothPacings('done', '0', 'ECONNRESET') };

test('a first result is new, and is filed by what was measured and by its digest, with who sent it', async () => {
  const checkout = await makeCheckout();
  const { code, printed, said, files } = await taken(checkout, [await write(checkout, 'result.json')], { contributor: 'Ann' });
  expect(code).toBe(0);
  expect(files).toEqual([expect.stringMatching(/^contributed-freebsd-14\.2-amd64-[0-9a-f]{8}\.json$/)]);
  expect(printed).toContain('FreeBSD 14.2 with libc of the system (x86_64), measured 2026-11-20 by Ann\n');
  expect(printed).toContain('4 cases new');
  expect(said).toContain('npm run lab -- report');
  expect(await readResults(checkout)).toMatchObject([{ runs: [{ contributor: 'Ann', how: 'kit' }] }]);
});

test('the same file again changes nothing, whoever sends it', async () => {
  const checkout = await makeCheckout();
  const file = await write(checkout, 'result.json');
  const first = await taken(checkout, [file], { contributor: 'Ann' });
  const bytes = await readFile(join(checkout.results, first.files[0] ?? ''));
  const second = await taken(checkout, [file], { contributor: 'Bob' });
  expect(second.said).toContain('nothing was changed');
  expect(second.files).toEqual(first.files);
  expect(await readFile(join(checkout.results, second.files[0] ?? ''))).toEqual(bytes);
});

test('a second result of an equal system that agrees is kept beside the first', async () => {
  const checkout = await makeCheckout();
  await taken(checkout, [await write(checkout, 'a.json')]);
  const later = await write(checkout, 'b.json', { change: (document) => (document.date = '2026-11-21') });
  const { printed, files } = await taken(checkout, [later]);
  expect(printed).toContain('4 cases agree with what is stored');
  expect(files).toHaveLength(2);
});

test('a contradiction is spelled out with who and when, and both results are kept as they were', async () => {
  const checkout = await makeCheckout();
  const [a, b] = [await write(checkout, 'a.json', { traces: eof }), await write(checkout, 'b.json', { traces: reset })];
  const first = await taken(checkout, [a], { contributor: 'Ann' });
  const bytes = await readFile(join(checkout.results, first.files[0] ?? ''));
  const { code, printed, files } = await taken(checkout, [b], { contributor: 'Bob' });
  expect(code).toBe(0);
  expect(printed).toContain('1 case CONTRADICT');
  expect(printed).toMatch(/peer-close\/tcp4, first read: ECONNRESET here; EOF in contributed-freebsd-.* \(Ann, 2026-11-20\)\./);
  expect(files).toHaveLength(2);
  expect(await readFile(join(checkout.results, first.files[0] ?? ''))).toEqual(bytes);
});

test('two files that contradict each other are told so also when they come together', async () => {
  const checkout = await makeCheckout();
  const files = [await write(checkout, 'a.json', { traces: eof }), await write(checkout, 'b.json', { traces: reset })];
  expect((await taken(checkout, files)).printed).toContain('CONTRADICT');
});

test('CI goes on in the file of its place, and writes nothing where nothing changed', async () => {
  const checkout = await makeCheckout();
  const ci = (number: number): AddOptions => ({ ci: `https://github.com/o/r/actions/runs/${number}` });
  const first = await taken(checkout, [await write(checkout, 'a.json')], ci(1));
  expect(first.files).toEqual(['ci-freebsd-14.2-amd64.json']);
  const later = await write(checkout, 'b.json', { change: (document) => (document.date = '2026-11-21') });
  expect((await taken(checkout, [later], ci(2))).said).toContain('nothing was changed');
});

test('CI that contradicts itself keeps both, and each later run goes on in the one that it agrees with', async () => {
  const checkout = await makeCheckout();
  const ci = { ci: 'https://github.com/o/r/actions/runs/1' };
  await taken(checkout, [await write(checkout, 'a.json', { traces: eof })], ci);
  const { files } = await taken(checkout, [await write(checkout, 'b.json', { traces: reset })], ci);
  expect(files).toEqual([expect.stringMatching(/^ci-freebsd-14\.2-amd64-[0-9a-f]{8}\.json$/), 'ci-freebsd-14.2-amd64.json']);
  const third = await write(checkout, 'c.json', { traces: reset, change: (document) => (document.date = '2026-11-22') });
  expect((await taken(checkout, [third], ci)).files).toEqual(files);
});

test('a result file of another lab is taken in too, and cannot claim to be of this one', async () => {
  const checkout = await makeCheckout();
  const { files } = await taken(checkout, [await write(checkout, 'a.json')], { contributor: 'Ann' });
  const result = await readResult(checkout, (files[0] ?? '').replace('.json', ''));
  if (result === undefined) throw new Error('nothing was stored');
  const other = await makeCheckout();
  const { contributor: _, ...run } = { ...result.runs[0]!, how: 'container', details: { ci: 'https://github.com/o/r/actions' } };
  await writeFile(join(other.root, 'debian-12.json'), formatResult({ ...result, target: 'debian-12', runs: [run] }));
  const taking = await taken(other, [join(other.root, 'debian-12.json')]);
  expect(taking.files).toEqual([expect.stringMatching(/^contributed-freebsd-14\.2-amd64-debian-12-[0-9a-f]{8}\.json$/)]);
  const [stored] = await readResults(other);
  expect(stored?.runs[0]).toMatchObject({ how: 'container', contributor: 'unnamed' });
  expect(stored?.runs[0]?.details).not.toHaveProperty('ci');
});

test('a result that the lab itself stored is contradicted, not replaced', async () => {
  const checkout = await makeCheckout();
  const { files } = await taken(checkout, [await write(checkout, 'a.json', { traces: eof })]);
  const stored = await readResult(checkout, (files[0] ?? '').replace('.json', ''));
  const { contributor: _, ...run } = { ...stored!.runs[0]!, how: 'native' };
  await writeResult(checkout, { ...stored!, target: 'native', runs: [run] });
  const { printed } = await taken(checkout, [await write(checkout, 'b.json', { traces: reset })]);
  expect(printed).toContain('EOF in native (the lab, 2026-11-20)');
});

test('one file that is refused keeps all of them out, and each is given its reason', async () => {
  const checkout = await makeCheckout();
  const good = await write(checkout, 'good.json');
  const path = (name: string): string => join(checkout.root, name);
  await writeFile(path('empty.json'), '');
  await mkdir(path('folder.json'));
  await writeFile(path('huge.json'), Buffer.alloc(submissionLimit + 1));
  execFileSync('mkfifo', [path('fifo.json')]);
  const names = ['empty.json', 'folder.json', 'huge.json', 'fifo.json', 'gone.json'];
  const failure = add([good, ...names.map(path)], {}, makeContext(checkout));
  await expect(failure).rejects.toMatchObject({ code: 'bad-request', exitCode: 2 });
  const { message } = (await failure.catch((error: unknown) => error)) as Error;
  expect(message).toMatch(/empty\.json is empty/);
  expect(message).toMatch(/folder\.json is not a file/);
  expect(message).toMatch(/huge\.json has \d+ bytes/);
  expect(message).toMatch(/fifo\.json is not a file/);
  expect(message).toMatch(/gone\.json is not there/);
  expect(message).toMatch(/Nothing was stored/);
  expect(await readdir(checkout.results)).toEqual([]);
});
