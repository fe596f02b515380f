import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findBase, registryOf, type BaseRequest } from './base.ts';
import { usualBounds } from './bounds.ts';
import { Door } from './door.ts';

test.each([
  ['debian:12', 'docker.io'],
  ['opensuse/leap:15.6', 'docker.io'],
  ['ghcr.io/void-linux/void-musl:latest', 'ghcr.io'],
  ['localhost/x', 'localhost'],
  ['box:5000/x:1', 'box:5000'],
])('the registry of %s is %s', (image, registry) => {
  expect(registryOf(image)).toBe(registry);
});

/** An engine that has these images, and whose pulls fail with `refusal`. */
async function engineWith(images: string[], refusal: string): Promise<{ door: Door; pulls: string[] }> {
  const pulls: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://engine');
    const name = /^\/images\/(.*)\/json$/.exec(url.pathname)?.[1] ?? '';
    if (request.method === 'POST') pulls.push(`${url.searchParams.get('fromImage')}:${url.searchParams.get('tag')}`);
    const isThere = request.method === 'GET' && images.includes(name);
    response.writeHead(isThere ? 200 : request.method === 'GET' ? 404 : 500, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isThere ? { RootFS: { Layers: [`layer of ${name}`] } } : { message: refusal }));
  });
  const socket = join(await mkdtemp(join(tmpdir(), 'base-')), 'engine.sock');
  await new Promise<void>((ready) => server.listen(socket, ready));
  onTestFinished(() => void server.close());
  return { door: new Door({ socket }), pulls };
}

const request = (door: Door, over: Partial<BaseRequest> = {}): BaseRequest => ({
  door,
  base: 'debian:12',
  bootstrap: undefined,
  // No program is found there, and so no mmdebstrap.
  env: { PATH: '/nowhere' },
  signal: new AbortController().signal,
  unreachable: new Map(),
  note() {},
  ...over,
});
const bookworm = { mmdebstrap: 'bookworm', allowExpired: false };
const noHost = 'dial tcp: lookup registry.example on 10.0.0.1:53: no such host';

test('an image that is there is used, and no registry is asked', async () => {
  const { door, pulls } = await engineWith(['debian:12'], noHost);
  expect(await findBase(request(door, { bootstrap: bookworm }))).toEqual({
    name: 'debian:12',
    content: 'layer of debian:12',
    made: undefined,
  });
  expect(pulls).toEqual([]);
});

test('an image that was made here before is used, and told to be made', async () => {
  const { door, pulls } = await engineWith(['sockatlas-base:debian-bookworm'], noHost);
  expect(await findBase(request(door, { bootstrap: bookworm }))).toMatchObject({
    name: 'sockatlas-base:debian-bookworm',
    made: 'made by mmdebstrap from suite bookworm',
  });
  expect(pulls).toEqual([]);
});

test('a registry that cannot be reached is asked once, for whichever image', async () => {
  const { door, pulls } = await engineWith([], noHost);
  const unreachable = new Map();
  for (const base of ['fedora:latest', 'archlinux:latest']) {
    expect(await findBase(request(door, { base, unreachable }))).toEqual({ unavailable: 'no image registry can be reached' });
  }
  expect(pulls).toEqual(['fedora:latest']);
  await findBase(request(door, { base: 'ghcr.io/x/y:1', unreachable }));
  expect(pulls).toEqual(['fedora:latest', 'ghcr.io/x/y:1']);
});

test('an image that the registry does not have is told as such, and the next one is asked for', async () => {
  const { door, pulls } = await engineWith([], 'manifest for debian:99 not found: manifest unknown');
  const unreachable = new Map();
  expect(await findBase(request(door, { base: 'debian:99', unreachable }))).toEqual({
    unavailable: 'debian:99 cannot be pulled (manifest for debian:99 not found: manifest unknown)',
  });
  await findBase(request(door, { unreachable }));
  expect(pulls).toHaveLength(2);
});

test('an engine that tries a registry again and again is left after as long as the next piece of a pull may take', async () => {
  const server = createServer((asked, response) => {
    response.writeHead(asked.method === 'GET' ? 404 : 200, { 'content-type': 'application/json' });
    if (asked.method === 'GET') return void response.end('{"message":"no such image"}');
    response.write('{"status":"Pulling fs layer","id":"abc"}\n');
    let left = 100_000;
    const ticking = setInterval(() => response.write(`{"status":"Retrying in ${left--} seconds","id":"abc"}\n`), 50);
    response.once('close', () => clearInterval(ticking));
    return undefined;
  });
  const socket = join(await mkdtemp(join(tmpdir(), 'base-')), 'engine.sock');
  await new Promise<void>((ready) => server.listen(socket, ready));
  onTestFinished(() => void server.close());
  const door = new Door({ socket }, { ...usualBounds, pull: 500 });
  expect(await findBase(request(door))).toEqual({ unavailable: 'no image registry can be reached' });
});

test('what mmdebstrap started and did not end is not waited for when the engine refuses its image', async () => {
  const { door } = await engineWith([], noHost);
  const path = await mkdtemp(join(tmpdir(), 'base-'));
  await writeFile(join(path, 'mmdebstrap'), '#!/bin/sh\necho begun\nsleep 600 &\nwait\n');
  await chmod(join(path, 'mmdebstrap'), 0o755);
  expect(await findBase(request(door, { bootstrap: bookworm, env: { PATH: `${path}:${process.env['PATH']}` } }))).toEqual({
    unavailable: expect.stringMatching(/^no image registry can be reached, and the engine did not take the image that mmdebstrap made/),
  });
});
