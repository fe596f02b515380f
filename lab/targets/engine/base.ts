import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { killSession } from '../process-group.ts';
import type { Bootstrap } from '../target.ts';
import type { Door } from './door.ts';
import { EngineError } from './engine-error.ts';
import { importImage, layersOf, pullImage, removeImage, tagImage } from './images.ts';
import { ownerLabel } from './labels.ts';

/** A base image that is there. */
export interface Base {
  /** Its name, for the `FROM` of a Dockerfile. */
  name: string;
  /** A hash of its files. Not the engine's id of it, which holds the hour when it was made. */
  content: string;
  /** How it came to be, where that is not the registry's doing. */
  made: string | undefined;
}

/** Registries that could not be reached in this run, by host: one that is not there is asked once, not for each of its images. */
export type Unreachable = Map<string, string>;

/** What finding a base image needs. */
export interface BaseRequest {
  door: Door;
  base: string;
  bootstrap: Bootstrap | undefined;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  unreachable: Unreachable;
  note: (text: string) => void;
}

/** mmdebstrap takes from 15 s to a few minutes; it hangs if its mirror does. */
const bootstrapTimeoutMs = 900_000;

/**
 * The base image of a target: the one that is there; else pulled; else, where no registry can be reached, made from the target's
 * `bootstrap` recipe. An image that was made here before is used without asking any registry. If nothing works, says why.
 */
export async function findBase(request: BaseRequest): Promise<Base | { unavailable: string }> {
  const { base, bootstrap } = request;
  const pulled = await contentOf(request, base);
  if (pulled !== undefined) return { name: base, content: pulled, made: undefined };
  const made = bootstrap && {
    name: `sockatlas-base:debian-${bootstrap.mmdebstrap}`,
    made: `made by mmdebstrap from suite ${bootstrap.mmdebstrap}`,
  };
  const madeContent = made && (await contentOf(request, made.name));
  if (made && madeContent !== undefined) return { ...made, content: madeContent };

  const refused = await pull(request);
  if (refused === undefined) {
    const content = await contentOf(request, base);
    if (content !== undefined) return { name: base, content, made: undefined };
  }
  const why = refused ?? 'the pulled image is gone';
  if (!bootstrap || !made) return { unavailable: why };
  request.note(`${why}: making the base image with mmdebstrap from suite ${bootstrap.mmdebstrap}`);
  const failed = await makeBase(request, bootstrap, made.name);
  if (failed !== undefined) return { unavailable: `${why}, and ${failed}` };
  const content = await contentOf(request, made.name);
  return content === undefined ? { unavailable: `${why}, and the image that mmdebstrap made is gone` } : { ...made, content };
}

/** The registry's host of an image's name, as Docker reads it: the first part, if it looks like a host. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

async function contentOf({ door, signal }: BaseRequest, name: string): Promise<string | undefined> {
  return (await layersOf(door, name, signal))?.join(' ');
}

/** Pulls the image. Returns why that failed, or nothing. */
async function pull({ door, base, signal, unreachable, note }: BaseRequest): Promise<string | undefined> {
  const registry = registryOf(base);
  const known = unreachable.get(registry);
  if (known !== undefined) return known;
  try {
    const name = /[:@][^/]*$/.test(base) ? base : `${base}:latest`;
    note(`pulling ${name}`);
    await pullImage(door, name, signal);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const { cause = error, message } = error as Error;
    // An engine that says nothing waits for the registry, which says nothing to it.
    const text = cause instanceof EngineError ? (cause.fault === 'silent' ? 'timeout' : cause.reason) : message;
    // 404 and 401 are answers: the registry is there, and this image is not.
    if (isUnreachable(text)) {
      const why = 'no image registry can be reached';
      unreachable.set(registry, why);
      return why;
    }
    return `${base} cannot be pulled (${text})`;
  }
}

function isUnreachable(message: string): boolean {
  return /no such host|timeout|timed out|deadline exceeded|connection refused|network is unreachable|no route to host|temporary failure|server misbehaving|i\/o|tls|x509|proxyconnect|EOF|connection reset/i.test(
    message,
  );
}

/** Makes the base image and gives it to the engine. Returns why that failed, or nothing. */
async function makeBase(request: BaseRequest, recipe: Bootstrap, name: string): Promise<string | undefined> {
  const { door, env, signal } = request;
  const options = recipe.allowExpired ? ['--aptopt=Acquire::Check-Valid-Until "false"'] : [];
  const child = execa('mmdebstrap', ['--variant=minbase', ...options, '--format=tar', recipe.mmdebstrap, '-'], {
    // With a fixed time, the same packages are the same bytes: on every machine the images that rest on them have the same names.
    env: { ...env, SOURCE_DATE_EPOCH: '1577836800' },
    extendEnv: false,
    reject: false,
    buffer: { stdout: false, stderr: true },
    encoding: 'buffer',
    stdin: 'ignore',
    timeout: bootstrapTimeoutMs,
    // mmdebstrap unmounts what it mounted and removes its folder when it is asked to end.
    cancelSignal: signal,
    killSignal: 'SIGTERM',
    forceKillAfterDelay: 30_000,
    // A session of its own, so that whatever it started can be found.
    detached: true,
  });
  const { pid } = child;
  const endNow = (): void => killSession(pid);
  process.once('exit', endNow);
  // What it started may outlive it, and hold the outputs that are waited for.
  child.once('exit', () => setTimeout(endNow, door.bounds.farewell).unref());
  // Under a name of its own first: another lab may be making the same image, and what it was given last must not move under its feet.
  const own = `${name}-${process.pid}`;
  const [repo = '', tag = ''] = name.split(':');
  const changes = [`LABEL ${ownerLabel}=base`];
  const imported = importImage(door, child.stdout as NodeJS.ReadableStream, { repo, tag: `${tag}-${process.pid}`, changes }, signal).then(
    () => undefined,
    (error: unknown) => `the engine did not take the image that mmdebstrap made (${(error as Error).message})`,
  );
  // mmdebstrap must not wait for ever to write to an engine that has stopped reading.
  const refused = await imported;
  if (refused !== undefined) {
    child.kill('SIGTERM');
    // What nobody reads any more must still come to its end, or that of the program is never told.
    child.stdout.resume();
  }
  // Whoever interrupts need not wait until it has unmounted and removed what it made: it does that by itself.
  const result = await Promise.race([child, interrupted(signal, door.bounds.farewell)]).finally(() => process.off('exit', endNow));
  if (!result.failed && refused === undefined && (await contentOf(request, name)) === undefined) await tagImage(door, own, { repo, tag });
  // The engine names an image after whatever came until mmdebstrap failed.
  await removeImage(door, own).catch(() => undefined);
  signal.throwIfAborted();
  if (!result.failed) return refused;
  if (result.code === 'ENOENT') return 'mmdebstrap is not installed here';
  if (result.isTerminated && !result.timedOut && refused !== undefined) return refused;
  if (result.timedOut) return `mmdebstrap did not end within ${bootstrapTimeoutMs / 60_000} minutes`;
  const last = Buffer.from(result.stderr)
    .toString()
    .trimEnd()
    .split('\n')
    .findLast((line) => /^E:|error/i.test(line));
  return `mmdebstrap could not make one (${last ?? result.shortMessage})`;
}

/** Rejects with the signal's reason, so long (ms) after it was aborted. */
async function interrupted(signal: AbortSignal, afterMs: number): Promise<never> {
  return new Promise((_, reject) => {
    const leave = (): void => void sleep(afterMs).then(() => reject(signal.reason as Error));
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}
