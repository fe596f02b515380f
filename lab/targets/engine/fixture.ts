import { connect, type Engine } from './connect.ts';
import { listContainers, removeContainer } from './containers.ts';
import type { Door } from './door.ts';

/** The container engine of a file of tests. Says on standard error that `file` is skipped where there is none; in CI there must be one. */
export async function engineFor(file: string): Promise<Engine | undefined> {
  const connection = await connect(process.env);
  if ('engine' in connection) return connection.engine;
  if (process.env['CI']) throw new Error(`CI must have a container engine: ${connection.summary}`);
  process.stderr.write(`${file}: skipped, since ${connection.summary}\n`);
  return undefined;
}

/** Removes all containers of a checkout, be their lab alive or not: here it is the process of the test. */
export async function removeContainersOf(door: Door, checkout: string): Promise<void> {
  const all = await listContainers(door, `sockatlas.checkout=${checkout}`);
  await Promise.all(all.map((one) => removeContainer(door, one.Id)));
}
