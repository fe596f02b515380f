import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { candidates, formatAddress, type Address, type World } from './locate.ts';

/** An engine that answered. */
export interface Engine {
  docker: Docker;
  /** How it was found: `DOCKER_HOST`, `the default socket`. */
  route: string;
  address: string;
  version: string;
  apiVersion: string;
  /** The kernel under its containers. */
  kernel: string;
  arch: string;
  os: string;
  /** What runs containers by default, with its version where the engine tells. */
  runtime: { name: string; version?: string | undefined };
  runtimes: string[];
  storage: string;
}

/** How one way of finding an engine went wrong. */
interface FailedRoute {
  route: string;
  address?: string | undefined;
  why: string;
}

/** An engine, or how each way of finding one failed. */
export type Connection = { engine: Engine } | { failed: FailedRoute[]; summary: string; hint: string };

/** An engine answers a ping in milliseconds, over a network in seconds. */
const pingTimeoutMs = 5000;

/** Requests that move data may be silent while a compiler runs; a connection silent for longer (ms) is dead. */
const idleTimeoutMs = 900_000;

/** Finds an engine and asks what it is. Never throws for an engine that is not there. */
export async function connect(env: NodeJS.ProcessEnv): Promise<Connection> {
  const failed: FailedRoute[] = [];
  for (const candidate of candidates(worldOf(env))) {
    if ('broken' in candidate) {
      failed.push({ route: candidate.route, why: candidate.broken });
      continue;
    }
    const address = formatAddress(candidate.address);
    try {
      return { engine: await open(candidate.address, candidate.route) };
    } catch (error) {
      failed.push({ route: candidate.route, address, why: explain(error as NodeJS.ErrnoException) });
    }
  }
  return { failed, ...summarise(failed) };
}

function worldOf(env: NodeJS.ProcessEnv): World {
  return {
    env,
    home: env['HOME'] ?? homedir(),
    uid: process.getuid?.(),
    read: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}

async function open(address: Address, route: string): Promise<Engine> {
  const { default: Client } = await import('dockerode');
  // No `connectionTimeout`: the library means by it the time until the answer begins, and an import answers when all of it has come.
  // `host` and `socketPath` are given even when they are undefined: otherwise the library takes them from its own reading of DOCKER_HOST.
  const options = {
    timeout: idleTimeoutMs,
    host: undefined,
    port: undefined,
    socketPath: undefined,
    ...connectionOf(address),
  };
  const docker = new Client(options);
  const signal = AbortSignal.timeout(pingTimeoutMs);
  // The types do not know that it takes options.
  await (docker as unknown as { ping(options: object): Promise<unknown> }).ping({ abortSignal: signal });
  const [info, version] = (await Promise.all([docker.info(), docker.version()])) as [Info, Version];
  const name = info.DefaultRuntime || info.OCIRuntime || 'runc';
  return {
    docker,
    route,
    address: formatAddress(address),
    version: version.Version,
    apiVersion: version.ApiVersion,
    kernel: info.KernelVersion,
    arch: info.Architecture,
    os: info.OperatingSystem,
    runtime: { name, version: version.Components?.find((one) => one.Name === name)?.Version },
    runtimes: Object.keys(info.Runtimes ?? {}),
    storage: info.Driver,
  };
}

/** The parts used of `GET /info` and `GET /version`; the library's types are wider. */
interface Info {
  KernelVersion: string;
  Architecture: string;
  OperatingSystem: string;
  DefaultRuntime?: string;
  OCIRuntime?: string;
  Runtimes?: Record<string, unknown>;
  Driver: string;
}
interface Version {
  Version: string;
  ApiVersion: string;
  Components?: { Name: string; Version: string }[];
}

function connectionOf(address: Address): object {
  if ('socket' in address) return { socketPath: address.socket, protocol: 'http' };
  const { host, port, tls, certificates } = address;
  const read = (name: string) => (certificates === undefined ? undefined : readFileSync(join(certificates, name)));
  return tls
    ? { host, port, protocol: 'https', ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') }
    : { host, port, protocol: 'http' };
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'it is not there';
    case 'EACCES':
      return 'this user may not use it';
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host has no address';
    case 'ECONNRESET':
    case 'ABORT_ERR':
    case 'ETIMEDOUT':
      return `it did not answer within ${pingTimeoutMs / 1000} s, or broke the connection`;
    default:
      return error.message.trim() || String(error.code);
  }
}

function summarise(failed: readonly FailedRoute[]): { summary: string; hint: string } {
  const denied = failed.find((one) => one.why === 'this user may not use it');
  const [only] = failed;
  if (denied) {
    return {
      summary: `no container engine: this user may not use ${denied.address}`,
      hint: 'Add yourself to the group docker, and log in again',
    };
  }
  // One route alone was one that the user asked for.
  if (only && failed.length === 1) {
    const where = only.address === undefined ? only.route : `${only.route} (${only.address})`;
    return {
      summary: `no container engine: ${where}: ${only.why}`,
      hint: `Start the engine there, or choose another one than ${only.route} does`,
    };
  }
  return { summary: 'no container engine answers here', hint: 'Start Docker or Podman; npm run lab -- doctor says where it is looked for' };
}
