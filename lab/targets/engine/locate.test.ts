import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { formatAddress } from './address.ts';
import { candidates, type World } from './locate.ts';

const metaOf = (name: string) => `/home/me/.docker/contexts/meta/${createHash('sha256').update(name).digest('hex')}/meta.json`;

const world = (env: Record<string, string>, files: Record<string, string> = {}): World => ({
  env,
  home: '/home/me',
  uid: 1000,
  read: (path) => files[path],
});

const summary = (one: ReturnType<typeof candidates>[number]) =>
  `${one.route}: ${'broken' in one ? one.broken : formatAddress(one.address)}`;

const colima = { [metaOf('colima')]: JSON.stringify({ Endpoints: { docker: { Host: 'unix:///home/me/.colima/docker.sock' } } }) };
const config = (currentContext: string) => ({ '/home/me/.docker/config.json': JSON.stringify({ currentContext }) });

test.each<[string, World, string[]]>([
  ['DOCKER_HOST with a socket', world({ DOCKER_HOST: 'unix:///x.sock' }), ['DOCKER_HOST: unix:///x.sock']],
  ['DOCKER_HOST with an address', world({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }), ['DOCKER_HOST: tcp://10.0.0.1:2375']],
  ['DOCKER_HOST without a port', world({ DOCKER_HOST: 'tcp://box' }), ['DOCKER_HOST: tcp://box:2375']],
  ['DOCKER_HOST without a port, with TLS', world({ DOCKER_HOST: 'tcp://box', DOCKER_TLS_VERIFY: '1' }), ['DOCKER_HOST: tcp://box:2376']],
  ['DOCKER_HOST with IPv6', world({ DOCKER_HOST: 'tcp://[::1]:2375' }), ['DOCKER_HOST: tcp://[::1]:2375']],
  [
    'DOCKER_HOST before DOCKER_CONTEXT',
    world({ DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'colima' }, colima),
    ['DOCKER_HOST: unix:///x.sock'],
  ],
  ['DOCKER_CONTEXT', world({ DOCKER_CONTEXT: 'colima' }, colima), ["DOCKER_CONTEXT 'colima': unix:///home/me/.colima/docker.sock"]],
  [
    'DOCKER_CONTEXT before the chosen one',
    world({ DOCKER_CONTEXT: 'colima' }, { ...colima, ...config('other') }),
    ["DOCKER_CONTEXT 'colima': unix:///home/me/.colima/docker.sock"],
  ],
  [
    'docker context use',
    world({}, { ...colima, ...config('colima') }),
    ["docker context use 'colima': unix:///home/me/.colima/docker.sock"],
  ],
  [
    'nothing asked for',
    world({}),
    [
      'the default socket: unix:///var/run/docker.sock',
      "Docker Desktop's socket: unix:///home/me/.docker/run/docker.sock",
      'the rootless socket: unix:///run/user/1000/docker.sock',
      "Podman's socket: unix:///run/user/1000/podman/podman.sock",
      "Podman's system socket: unix:///run/podman/podman.sock",
    ],
  ],
])('%s', (_, given, expected) => {
  expect(candidates(given).map(summary)).toEqual(expected);
});

test('the context called default means the usual sockets', () => {
  expect(candidates(world({ DOCKER_CONTEXT: 'default' }))).toEqual(candidates(world({})));
  expect(candidates(world({}, config('default')))).toEqual(candidates(world({})));
});

test('XDG_RUNTIME_DIR says where the sockets of users are', () => {
  expect(candidates(world({ XDG_RUNTIME_DIR: '/xdg' })).map(summary)).toContain('the rootless socket: unix:///xdg/docker.sock');
});

test.each<[string, World, string]>([
  ['an ssh host, with what to do instead', world({ DOCKER_HOST: 'ssh://me@box' }), 'ssh -L'],
  ['a host that is no address', world({ DOCKER_HOST: 'http://' }), 'is no address'],
  ['a unix host without a path', world({ DOCKER_HOST: 'unix://' }), 'names no socket'],
  ['a context that is not there', world({ DOCKER_CONTEXT: 'gone' }), 'there is no such context'],
  ['a context without a host', world({ DOCKER_CONTEXT: 'colima' }, { [metaOf('colima')]: '{}' }), 'names no host'],
  ['a context file that is not JSON', world({ DOCKER_CONTEXT: 'colima' }, { [metaOf('colima')]: '{' }), 'names no host'],
  ['a configuration that is not JSON', world({}, { '/home/me/.docker/config.json': '{' }), 'is not JSON'],
])('%s is told as what it is, and no other engine is taken instead', (_, given, reason) => {
  const found = candidates(given);
  expect(found).toHaveLength(1);
  expect(found.map(summary)[0]).toContain(reason);
});
