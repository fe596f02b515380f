import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Address } from './address.ts';

/** One place to try: an address, or why that way of finding one does not lead to any although it was asked for. */
export type Candidate = { route: string; asked: boolean } & ({ address: Address } | { broken: string });

/** What finding an engine depends on: handed in, so that it is a pure function. */
export interface World {
  env: NodeJS.ProcessEnv;
  home: string;
  /** The user's number, for the folder of sockets. */
  uid: number | undefined;
  /** The text of a file; `undefined` if it is not there. */
  read(path: string): string | undefined;
}

/**
 * Where to look for an engine, in order. What the user asked for (DOCKER_HOST, a context) stands alone: to fall back from it to another
 * engine would measure on a machine that nobody meant. Only without it are the usual sockets tried.
 */
export function candidates(world: World): Candidate[] {
  const asked = fromHost(world) ?? fromContext(world);
  if (asked) return [asked];
  const runtime = world.env['XDG_RUNTIME_DIR'] ?? (world.uid === undefined ? undefined : `/run/user/${world.uid}`);
  const sockets: [string, string][] = [
    ['the default socket', '/var/run/docker.sock'],
    ["Docker Desktop's socket", join(world.home, '.docker', 'run', 'docker.sock')],
    ...(runtime === undefined ? [] : [['the rootless socket', join(runtime, 'docker.sock')] satisfies [string, string]]),
    ...(runtime === undefined ? [] : [["Podman's socket", join(runtime, 'podman', 'podman.sock')] satisfies [string, string]]),
    ["Podman's system socket", '/run/podman/podman.sock'],
  ];
  return sockets.map(([route, socket]) => ({ route, asked: false, address: { socket } }));
}

function fromHost({ env }: World): Candidate | undefined {
  const host = env['DOCKER_HOST'];
  if (!host) return undefined;
  return { route: 'DOCKER_HOST', asked: true, ...parseHost(host, tlsOf(env)) };
}

function fromContext(world: World): Candidate | undefined {
  const folder = world.env['DOCKER_CONFIG'] ?? join(world.home, '.docker');
  const fromEnv = world.env['DOCKER_CONTEXT'];
  const chosen = fromEnv ? { name: fromEnv, route: 'DOCKER_CONTEXT' } : current(world, folder);
  if (chosen === undefined) return undefined;
  if ('broken' in chosen) return { route: 'docker context use', asked: true, broken: chosen.broken };
  // The context called default is no file: it means the usual sockets.
  if (chosen.name === 'default') return undefined;

  const route = `${chosen.route} '${chosen.name}'`;
  const id = createHash('sha256').update(chosen.name).digest('hex');
  const path = join(folder, 'contexts', 'meta', id, 'meta.json');
  const text = world.read(path);
  if (text === undefined) return { route, asked: true, broken: `there is no such context (${path})` };
  const meta = parse(text) as { Endpoints?: { docker?: { Host?: unknown } } } | undefined;
  const host = meta?.Endpoints?.docker?.Host;
  if (typeof host !== 'string' || host === '') return { route, asked: true, broken: `${path} names no host` };
  const certificates = join(folder, 'contexts', 'tls', id, 'docker');
  const hasTls = world.read(join(certificates, 'ca.pem')) !== undefined;
  return { route, asked: true, ...parseHost(host, hasTls ? { certificates } : undefined) };
}

function current(world: World, folder: string): { name: string; route: string } | { broken: string } | undefined {
  const path = join(folder, 'config.json');
  const text = world.read(path);
  if (text === undefined) return undefined;
  const config = parse(text) as { currentContext?: unknown } | undefined;
  if (config === undefined) return { broken: `${path} is not JSON` };
  const name = config.currentContext;
  return typeof name === 'string' && name !== '' ? { name, route: 'docker context use' } : undefined;
}

interface Tls {
  certificates: string | undefined;
}

function tlsOf(env: NodeJS.ProcessEnv): Tls | undefined {
  return env['DOCKER_TLS_VERIFY'] ? { certificates: env['DOCKER_CERT_PATH'] } : undefined;
}

function parseHost(host: string, tls: Tls | undefined): { address: Address } | { broken: string } {
  if (host.startsWith('unix://')) {
    const socket = host.slice('unix://'.length);
    return socket.startsWith('/')
      ? { address: { socket } }
      : { broken: `'${host}' names no socket: it should be like unix:///var/run/docker.sock` };
  }
  if (host.startsWith('ssh://')) {
    // The client library would open a connection for each request, and check no host key.
    return {
      broken: `'${host}': ssh is not spoken here. Forward the socket: ssh -L /tmp/engine.sock:/var/run/docker.sock HOST, then DOCKER_HOST=unix:///tmp/engine.sock`,
    };
  }
  if (host.startsWith('npipe://') || host.startsWith('fd://')) return { broken: `'${host}': only unix:// and tcp:// are spoken here` };
  try {
    const url = new URL(host.includes('://') ? host.replace(/^tcp:/, 'http:') : `http://${host}`);
    if (!/^https?:$/.test(url.protocol) || url.hostname === '') throw new Error('no such scheme');
    const isSecure = tls !== undefined || url.protocol === 'https:';
    const port = url.port === '' ? (isSecure ? 2376 : 2375) : Number(url.port);
    return { address: { host: url.hostname.replace(/^\[|\]$/g, ''), port, tls: isSecure, certificates: tls?.certificates } };
  } catch {
    return { broken: `'${host}' is no address: it should be like unix:///var/run/docker.sock or tcp://127.0.0.1:2375` };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
