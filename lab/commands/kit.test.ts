import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCheckout, makeContext } from '../contribute/fixture.ts';
import { kit } from './kit.ts';

test('the kit goes where it is told to, can be run, and is the same each time', async () => {
  const checkout = await makeCheckout();
  const output = join(checkout.root, 'my kit.sh');
  const context = makeContext(checkout);
  expect(await kit({ output }, context)).toBe(0);
  const first = await readFile(output, 'utf8');
  expect(context.said()).toContain(`sh '${output}' > result.json`);
  expect((await stat(output)).mode & 0o111).not.toBe(0);
  await kit({ output }, makeContext(checkout));
  expect(await readFile(output, 'utf8')).toBe(first);
  expect((await readdir(checkout.root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('- writes the kit to standard output and nothing else', async () => {
  const checkout = await makeCheckout();
  const context = makeContext(checkout);
  await kit({ output: '-' }, context);
  expect(context.printed()).toMatch(/^#!\/bin\/sh\n[^]*\nmain "\$@"\n$/);
});

test('--case takes cases and whole scenarios, and --trials goes into the plan', async () => {
  const checkout = await makeCheckout();
  const context = makeContext(checkout);
  await kit({ output: '-', case: ['peer-close/tcp4', 'peer-gone'], trials: 3 }, context);
  const script = context.printed();
  expect(script.match(/^case \S+/gm)).toEqual(['case peer-close/tcp4', 'case peer-gone/tcp4', 'case peer-gone/unix-pair']);
  expect(script).toContain('\ntrials 3\n');
});

test('a small kit names the whole catalogue, so that lab add can tell whether it is an old one', async () => {
  const checkout = await makeCheckout();
  const [small, whole] = [makeContext(checkout), makeContext(checkout)];
  await kit({ output: '-', case: ['peer-close/tcp4'] }, small);
  await kit({ output: '-' }, whole);
  const catalogue = /^kit_catalogue='([0-9a-f]{16})'$/m;
  expect(catalogue.exec(small.printed())?.[1]).toBe(catalogue.exec(whole.printed())?.[1] ?? 'none');
});

test('an unknown case is refused with the one that was meant', async () => {
  const checkout = await makeCheckout();
  await expect(kit({ output: '-', case: ['peer-close/tcp5'] }, makeContext(checkout))).rejects.toMatchObject({
    code: 'bad-request',
    hint: 'did you mean: npm run lab -- kit --case peer-close/tcp4',
  });
});

test('a place that cannot be written is named, and half a kit is not left there', async () => {
  const checkout = await makeCheckout();
  await expect(kit({ output: join(checkout.root, 'no', 'such', 'folder', 'kit.sh') }, makeContext(checkout))).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('Cannot write') as string,
  });
  await expect(kit({ output: checkout.scenarios }, makeContext(checkout))).rejects.toMatchObject({ code: 'bad-request' });
  expect((await readdir(checkout.root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
