import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createTar } from 'nanotar';
import { LabError } from '../../failure.ts';
import type { Door } from './door.ts';
import { EngineError } from './engine-error.ts';
import { buildFrom, layersOf } from './images.ts';
import { StreamFailure } from './json-stream.ts';
import { ownerLabel } from './labels.ts';

/** What an image is made of. */
export interface ImageRequest {
  door: Door;
  /** The target's id: part of the image's name. */
  target: string;
  /** The folder with the Dockerfile and whatever it copies. */
  folder: string;
  /** What else the Dockerfile copies, under the names that it uses: the agent's source in `agent/`. */
  files: readonly ContextFile[];
  args: Record<string, string>;
  /** A hash of the base image's files: its name can come to mean another image. */
  baseContent: string;
  /** Where the log is kept. */
  log: string;
  checkout: string;
  signal: AbortSignal;
  /** Called before a build that has something to do. */
  onBuild(): void;
}

/** How much of a failed build's log is shown. */
const shownLines = 20;

/**
 * The image of a target's agent: its name, which is a hash of all that it is made of. Builds it only if there is none of that name.
 * A build that fails is a `partial` with the last lines of its log, and the path of all of it.
 */
export async function buildImage(request: ImageRequest): Promise<string> {
  const { door, target, signal } = request;
  const files = await contextFiles(request);
  const name = `sockatlas-agent:${target}-${hashOf(files, request)}`;
  if ((await layersOf(door, name, signal)) !== undefined) return name;

  request.onBuild();
  // Sorted and without times: the same files are the same bytes, so that the engine's own cache is of use.
  const context = createTar(files, { attrs: { mtime: 0, uid: 0, gid: 0, mode: '644' } });
  let log = '';
  let failure: string | undefined;
  try {
    const options = {
      t: name,
      buildargs: request.args,
      labels: { [ownerLabel]: 'agent', 'sockatlas.target': target },
      rm: true,
      // Without it, a failed build leaves its container behind.
      forcerm: true,
    };
    ({ log } = await buildFrom(door, context, options, signal));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StreamFailure) log = error.log;
    failure = error instanceof EngineError ? error.reason : (error as Error).message.trim();
  }
  await mkdir(dirname(request.log), { recursive: true });
  await writeFile(request.log, failure === undefined ? log : `${log}\n${failure}\n`);
  const dockerfile = relative(request.checkout, join(request.folder, 'Dockerfile'));
  if (failure !== undefined) {
    const last = stripVTControlCharacters(log)
      .trimEnd()
      .split('\n')
      .slice(-shownLines)
      .map((line) => `  ${line}`);
    throw new LabError(
      'partial',
      [`could not build its image from ${dockerfile}: ${failure}`, ...(log.trim() === '' ? [] : last)].join('\n'),
      `all of the build's output: ${relative(request.checkout, request.log)}`,
    );
  }
  if ((await layersOf(door, name, signal)) === undefined)
    throw new LabError('partial', `could not build its image from ${dockerfile}: the engine said that it was done, but there is no image`);
  return name;
}

/** A file that a Dockerfile can copy. */
export interface ContextFile {
  name: string;
  data: string | Uint8Array;
}

async function contextFiles({ folder, files }: ImageRequest): Promise<ContextFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  // What explains an image is no part of it: a better sentence must not make its results stale.
  const own = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.md')).map((entry) => entry.name);
  const all = [...(await Promise.all(own.map(async (name) => ({ name, data: await readFile(join(folder, name), 'utf8') })))), ...files];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function hashOf(files: readonly ContextFile[], { args, baseContent }: ImageRequest): string {
  const hash = createHash('sha256');
  for (const { name, data } of files) hash.update(`${name} ${Buffer.byteLength(data)}\n`).update(data);
  hash.update(JSON.stringify([Object.entries(args).sort(), baseContent]));
  return hash.digest('hex').slice(0, 16);
}
