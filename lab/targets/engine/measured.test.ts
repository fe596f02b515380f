import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildImage } from './build.ts';
import type { Engine } from './connect.ts';
import { removeImage } from './images.ts';
import { engineFor } from './fixture.ts';
import { containerLabels } from './labels.ts';
import { measuredIn } from './measured.ts';

const available = await engineFor('measured.test.ts');

describe.skipIf(available === undefined)('what an image measures', { timeout: 60_000 }, () => {
  const { door } = (available ?? {}) as Engine;
  const { signal } = new AbortController();
  let folder: string;
  const images: string[] = [];

  const imageOf = async (name: string, files: Record<string, string>): Promise<string> => {
    const context = join(folder, name);
    await mkdir(context);
    for (const [file, text] of Object.entries(files)) await writeFile(join(context, file), text);
    await writeFile(join(context, 'Dockerfile'), ['FROM scratch', ...Object.keys(files).map((file) => `COPY ${file} /`), ''].join('\n'));
    const image = await buildImage({
      door,
      target: `measured-${name}`,
      folder: context,
      files: [],
      args: {},
      baseContent: 'none',
      log: join(folder, 'log'),
      checkout: folder,
      signal,
      onBuild() {},
    });
    images.push(image);
    return image;
  };
  const measured = async (image: string): Promise<string> =>
    measuredIn({ door, image, labels: containerLabels(folder, 'test'), cache: join(folder, 'cache'), signal });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sockatlas-measured-'));
  });
  afterAll(async () => {
    for (const image of images) await removeImage(door, image);
    await rm(folder, { recursive: true, force: true });
  });

  test('is the same for two images of the same agent, libc and kernel, however they were made', async () => {
    const one = await measured(await imageOf('one', { measured: 'aa  agent\nbb  libc.so.6\n', list: 'packages of Monday' }));
    const two = await measured(await imageOf('two', { measured: 'aa  agent\nbb  libc.so.6\n', list: 'packages of Tuesday' }));
    const other = await measured(await imageOf('other', { measured: 'aa  agent\ncc  libc.so.6\n', list: 'packages of Monday' }));
    expect(two).toBe(one);
    expect(other).not.toBe(one);
  });

  test('is remembered, so that an image is asked once, and no container stays', async () => {
    const image = await imageOf('kept', { measured: 'dd  agent\n' });
    const before = await measured(image);
    const kept = await readdir(join(folder, 'cache'));
    expect(await measured(image)).toBe(before);
    expect(await readdir(join(folder, 'cache'))).toEqual(kept);
  });

  test('of an image that does not say it, is an error and no fingerprint', async () => {
    const empty = await imageOf('empty', { measured: '\n' });
    await expect(measured(empty)).rejects.toThrow('does not say what it measures');
    const none = await imageOf('none', { list: 'x' });
    await expect(measured(none)).rejects.toThrow('did not read a file of a container');
  });
});
