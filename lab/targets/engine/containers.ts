import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { parseTar } from 'nanotar';
import type { Door } from './door.ts';
import { EngineError, isMissing } from './engine-error.ts';

/** What is known of a container. */
export interface State {
  status: 'created' | 'running' | 'paused' | 'over';
  exitCode: number;
  outOfMemory: boolean;
}

/** Makes a container. Its name is ours, so that it can be found and removed also when the answer is lost. */
export async function createContainer(
  door: Door,
  name: string,
  options: Docker.ContainerCreateOptions,
  signal?: AbortSignal,
): Promise<void> {
  const { work } = door.bounds;
  const ask = async (docker: Docker): Promise<unknown> => docker.createContainer({ ...options, name });
  try {
    // The library makes an object of whatever came, if it came with an id.
    const isAnswer = (made: unknown): boolean => typeof (made as { id?: unknown }).id === 'string';
    await door.call({ asked: 'create a container', ask, within: work, signal, isAnswer });
  } catch (error) {
    await unlessDone(error, async () => (await stateOf(door, name, signal)) !== undefined);
  }
}

/** Starts a container, which ends nothing if it runs already. */
export async function startContainer(door: Door, name: string, signal?: AbortSignal): Promise<void> {
  const ask = async (docker: Docker): Promise<unknown> => docker.getContainer(name).start();
  try {
    await door.call({ asked: 'start a container', ask, within: door.bounds.work, signal });
  } catch (error) {
    await unlessDone(error, async () => ((await stateOf(door, name, signal))?.status ?? 'created') !== 'created');
  }
}

/** To ask twice for what changes something is not the same as once: where the answer was lost, it is looked up whether it was done. */
async function unlessDone(error: unknown, isDone: () => Promise<boolean>): Promise<void> {
  if (!(error instanceof EngineError) || !error.isLost) throw error;
  try {
    if (await isDone()) return;
  } catch {
    // Nobody knows; what went wrong first is what to tell.
  }
  throw error;
}

/** A connection to a container's standard input and outputs. The caller ends it. */
export async function attachContainer(door: Door, name: string, signal?: AbortSignal): Promise<Duplex> {
  const options = { stream: true, hijack: true, stdin: true, stdout: true, stderr: true };
  return (await door.call({
    asked: 'connect to a container',
    ask: async (docker) => docker.getContainer(name).attach(options),
    within: door.bounds.work,
    signal,
    // Where the engine did not agree to leave HTTP, the library gives something that looks like a stream, and takes what is written for itself.
    isAnswer: (answer) => answer instanceof Socket,
  })) as Duplex;
}

/** Waits for a container's end, however long that takes: its exit code. */
export async function waitForContainer(door: Door, name: string, signal: AbortSignal): Promise<number> {
  const ask = async (docker: Docker): Promise<{ StatusCode: number }> => docker.getContainer(name).wait({ condition: 'next-exit' });
  const isAnswer = (answer: { StatusCode?: unknown }): boolean => typeof answer.StatusCode === 'number';
  return (await door.call({ asked: 'wait for a container', ask, within: Infinity, signal, isAnswer })).StatusCode;
}

/** A container's state; `undefined` if there is no such container. */
export async function stateOf(door: Door, name: string, signal?: AbortSignal, tries = 3): Promise<State | undefined> {
  try {
    const { State } = await door.call({
      asked: 'inspect a container',
      ask: async (docker) => docker.getContainer(name).inspect(),
      within: door.bounds.reading,
      signal,
      tries,
      isAnswer: (answer) => typeof (answer as { State?: { Status?: unknown } }).State?.Status === 'string',
    });
    const status = State.Status === 'created' ? 'created' : State.Paused ? 'paused' : State.Running ? 'running' : 'over';
    return { status, exitCode: State.ExitCode, outOfMemory: State.OOMKilled };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Kills and removes a container. One that is gone is fine. */
export async function removeContainer(door: Door, name: string, signal?: AbortSignal): Promise<void> {
  // `force` kills it first.
  const ask = async (docker: Docker): Promise<unknown> => docker.getContainer(name).remove({ force: true, v: true });
  try {
    await door.call({ asked: 'remove a container', ask, within: door.bounds.removal, signal, tries: 2 });
  } catch (error) {
    // 404: it is gone; 409: its removal is under way.
    if (isMissing(error) || (error instanceof EngineError && error.status === 409)) return;
    await unlessDone(error, async () => (await stateOf(door, name, signal)) === undefined);
  }
}

/** All containers that carry a label. */
export async function listContainers(door: Door, label: string, signal?: AbortSignal): Promise<Docker.ContainerInfo[]> {
  return door.call({
    asked: 'list containers',
    ask: async (docker) => docker.listContainers({ all: true, filters: { label: [label] } }),
    within: door.bounds.reading,
    signal,
    tries: 3,
    isAnswer: Array.isArray,
  });
}

/** One file of a container, whether it runs or not, as it is there: at most a few kB. */
export async function readContainerFile(door: Door, name: string, path: string, signal?: AbortSignal): Promise<string> {
  for (let tried = 1; ; tried++) {
    try {
      return await readFileOnce(door, name, path, signal);
    } catch (error) {
      if (!(error instanceof EngineError) || !error.isPassing || tried === 3) throw error;
    }
  }
}

async function readFileOnce(door: Door, name: string, path: string, signal: AbortSignal | undefined): Promise<string> {
  const archive = door.stream({
    asked: 'read a file of a container',
    ask: async (docker) => docker.getContainer(name).getArchive({ path }),
    within: door.bounds.reading,
    signal,
    isAnswer: (answer) => typeof (answer as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function',
  });
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(Buffer.from(piece));
  // The library reads the memory under a view from its start, and small buffers share theirs with others.
  const [file] = parseTar(Uint8Array.from(Buffer.concat(pieces)));
  return file?.text ?? '';
}
