import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { findBase, registryOf, type BaseRequest } from './base.ts';

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
function engineWith(images: string[], refusal: string): { docker: Docker; pulls: string[] } {
  const pulls: string[] = [];
  const docker = {
    getImage: (name: string) => ({
      inspect: async () => {
        if (images.includes(name)) return { RootFS: { Layers: [`layer of ${name}`] } };
        throw Object.assign(new Error('no such image'), { statusCode: 404 });
      },
    }),
    pull: async (name: string) => {
      pulls.push(name);
      throw Object.assign(new Error(refusal), { json: { message: refusal } });
    },
  };
  return { docker: docker as unknown as Docker, pulls };
}

const request = (docker: Docker, over: Partial<BaseRequest> = {}): BaseRequest => ({
  docker,
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
  const { docker, pulls } = engineWith(['debian:12'], noHost);
  expect(await findBase(request(docker, { bootstrap: bookworm }))).toEqual({
    name: 'debian:12',
    content: 'layer of debian:12',
    made: undefined,
  });
  expect(pulls).toEqual([]);
});

test('an image that was made here before is used, and told to be made', async () => {
  const { docker, pulls } = engineWith(['sockatlas-base:debian-bookworm'], noHost);
  expect(await findBase(request(docker, { bootstrap: bookworm }))).toMatchObject({
    name: 'sockatlas-base:debian-bookworm',
    made: 'made by mmdebstrap from suite bookworm',
  });
  expect(pulls).toEqual([]);
});

test('a registry that cannot be reached is asked once, for whichever image', async () => {
  const { docker, pulls } = engineWith([], noHost);
  const unreachable = new Map();
  for (const base of ['fedora:latest', 'archlinux:latest']) {
    expect(await findBase(request(docker, { base, unreachable }))).toEqual({ unavailable: 'no image registry can be reached' });
  }
  expect(pulls).toEqual(['fedora:latest']);
  await findBase(request(docker, { base: 'ghcr.io/x/y:1', unreachable }));
  expect(pulls).toEqual(['fedora:latest', 'ghcr.io/x/y:1']);
});

test('an image that the registry does not have is told as such, and the next one is asked for', async () => {
  const { docker, pulls } = engineWith([], 'manifest for debian:99 not found: manifest unknown');
  const unreachable = new Map();
  expect(await findBase(request(docker, { base: 'debian:99', unreachable }))).toEqual({
    unavailable: 'debian:99 cannot be pulled (manifest for debian:99 not found: manifest unknown)',
  });
  await findBase(request(docker, { unreachable }));
  expect(pulls).toHaveLength(2);
});
