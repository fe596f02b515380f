import type Docker from 'dockerode';
import type { Door } from './door.ts';
import { EngineError, isMissing } from './engine-error.ts';
import { readJsonStream, type StreamResult } from './json-stream.ts';

/** A hash of each of an image's layers; `undefined` if there is no such image. */
export async function layersOf(door: Door, name: string, signal?: AbortSignal): Promise<string[] | undefined> {
  try {
    const { RootFS } = await door.call({
      asked: 'inspect an image',
      ask: async (docker) => docker.getImage(name).inspect(),
      within: door.bounds.reading,
      signal,
      tries: 3,
      isAnswer: (answer) => typeof (answer as { RootFS?: unknown }).RootFS === 'object',
    });
    return RootFS.Layers ?? [];
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Pulls an image from its registry. Rejects with an `EngineError`, or a `StreamFailure` with what the registry said. */
export async function pullImage(door: Door, name: string, signal: AbortSignal): Promise<void> {
  const ask = async (docker: Docker): Promise<NodeJS.ReadableStream> => docker.pull(name);
  await readJsonStream(whileNew(door, streamOf(door, 'pull an image', ask, door.bounds.pull, signal)));
}

/**
 * The pieces of a pull, as long as they say something new. An engine that cannot get a layer tries it again, several times and for minutes, and counts the
 * seconds down meanwhile: that is no sign of a registry.
 */
async function* whileNew(door: Door, pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
  const { pull: within } = door.bounds;
  const seen = new Set<string>();
  let since = performance.now();
  for await (const piece of pieces) {
    const fresh = String(piece)
      .split('\n')
      .filter((line) => line.trim() !== '' && !seen.has(line) && !line.includes('"Retrying in '));
    for (const line of fresh) seen.add(line);
    if (fresh.length > 0) since = performance.now();
    else if (performance.now() - since > within)
      throw new EngineError(door.place, 'pull an image', 'silent', `it only tried again for ${within / 1000} s`);
    yield piece;
  }
}

/** Builds an image from a context. Rejects as `pullImage` does. */
export async function buildFrom(
  door: Door,
  context: Uint8Array,
  options: Docker.ImageBuildOptions,
  signal: AbortSignal,
): Promise<StreamResult> {
  // The types ask for a stream; a buffer is sent with its length, which every engine understands.
  const file = Buffer.from(context) as unknown as NodeJS.ReadableStream;
  const ask = async (docker: Docker): Promise<NodeJS.ReadableStream> => docker.buildImage(file, options);
  return readJsonStream(streamOf(door, 'build an image', ask, door.bounds.build, signal));
}

/** Makes an image of an archive of files. Rejects as `pullImage` does. */
export async function importImage(door: Door, archive: NodeJS.ReadableStream, options: object, signal: AbortSignal): Promise<void> {
  const ask = async (docker: Docker): Promise<NodeJS.ReadableStream> => docker.importImage(archive, options);
  await readJsonStream(streamOf(door, 'import an image', ask, door.bounds.build, signal));
}

function streamOf(
  door: Door,
  asked: string,
  ask: (docker: Docker) => Promise<NodeJS.ReadableStream>,
  within: number,
  signal: AbortSignal,
): AsyncIterable<Buffer | string> {
  return door.stream({
    asked,
    ask,
    within,
    signal,
    // Of garbage, the library makes a string or a buffer.
    isAnswer: (answer) => typeof (answer as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function',
  });
}

/** Gives an image one more name. */
export async function tagImage(door: Door, name: string, { repo, tag }: { repo: string; tag: string }): Promise<void> {
  const ask = async (docker: Docker): Promise<unknown> => docker.getImage(name).tag({ repo, tag });
  await door.call({ asked: 'name an image', ask, within: door.bounds.reading, tries: 3 });
}

/** Removes an image. Returns whether it did: one that is gone, or in use, is left alone. */
export async function removeImage(door: Door, name: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const ask = async (docker: Docker): Promise<unknown> => docker.getImage(name).remove({ force: false });
    await door.call({ asked: 'remove an image', ask, within: door.bounds.work, signal, tries: 3 });
    return true;
  } catch (error) {
    // 404: it went with another; 409: something that is not ours was made of it, or a container uses it.
    if (error instanceof EngineError && (error.status === 404 || error.status === 409)) return false;
    throw error;
  }
}

/** All images that carry a label. */
export async function listImages(door: Door, label: string, signal?: AbortSignal): Promise<Docker.ImageInfo[]> {
  return door.call({
    asked: 'list images',
    ask: async (docker) => docker.listImages({ filters: { label: [label] } }),
    within: door.bounds.reading,
    signal,
    tries: 3,
    isAnswer: Array.isArray,
  });
}
