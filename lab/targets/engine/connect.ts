import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type Docker from 'dockerode';
import { formatAddress, type Address } from './address.ts';
import type { Bounds } from './bounds.ts';
import { Door } from './door.ts';
import { EngineError } from './engine-error.ts';
import { candidates, type World } from './locate.ts';

/** An engine that answered. */
export interface Engine {
  door: Door;
  /** How it was found: `DOCKER_HOST`, `the default socket`. */
  route: string;
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

/** Finds an engine and asks what it is. Never throws for an engine that is not there, or that is not sound. */
export async function connect(env: NodeJS.ProcessEnv, signal?: AbortSignal, bounds?: Bounds): Promise<Connection> {
  const failed: FailedRoute[] = [];
  for (const candidate of candidates(worldOf(env))) {
    if ('broken' in candidate) {
      failed.push({ route: candidate.route, why: candidate.broken });
      continue;
    }
    const address = formatAddress(candidate.address);
    try {
      return { engine: await open(candidate.address, candidate.route, signal, bounds) };
    } catch (error) {
      signal?.throwIfAborted();
      failed.push({ route: candidate.route, address, why: error instanceof EngineError ? error.reason : (error as Error).message });
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

async function open(address: Address, route: string, signal: AbortSignal | undefined, bounds: Bounds | undefined): Promise<Engine> {
  const door = new Door(address, bounds);
  const ask = <T>(asked: string, question: (docker: Docker) => Promise<T>, isAnswer?: (answer: T) => boolean): Promise<T> =>
    door.call({ asked, ask: question, within: door.bounds.ping, signal, tries: 2, ...(isAnswer ? { isAnswer } : {}) });
  await ask('answer a ping', async (docker) => docker.ping());
  const [info, version] = await Promise.all([
    ask<Info>(
      'say what it is',
      async (docker) => docker.info(),
      (answer) => typeof answer.KernelVersion === 'string',
    ),
    ask<Version>(
      'say its version',
      async (docker) => docker.version(),
      (answer) => typeof answer.Version === 'string',
    ),
  ]);
  const name = info.DefaultRuntime || info.OCIRuntime || 'runc';
  return {
    door,
    route,
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
