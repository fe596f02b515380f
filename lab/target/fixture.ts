/** What tests with real engines share. */
import { places } from '../root.ts';
import { agentFiles, hashOf } from './agent-source.ts';
import type { Prepared } from './driver.ts';
import { connect } from './engine/connect.ts';
import { prepareKernel } from './kernel.ts';
import { loadTargets } from './targets.ts';

/** Whether there is a container engine. Says on standard error that `test` is skipped without one; in CI there must be one. */
export async function hasEngine(test: string): Promise<boolean> {
  const connection = await connect(process.env);
  if ('engine' in connection) return true;
  if (process.env['CI']) throw new Error(`CI must have a container engine: ${connection.summary}`);
  process.stderr.write(`${test}: skipped, since ${connection.summary}\n`);
  return false;
}

/** Makes a kernel target of docker/targets.yaml ready, with this checkout's agent. Its fingerprint is its image. */
export async function prepareKernelTarget(id: string): Promise<Prepared> {
  const files = await agentFiles(places());
  const target = (await loadTargets(places())).find((one) => one.id === id);
  if (target?.kind !== 'kernel') throw new Error(`docker/targets.yaml has no kernel target ${id}`);
  const preparation = await prepareKernel(target, {
    places: places(),
    env: process.env,
    signal: new AbortController().signal,
    agent: { files, hash: hashOf(files) },
    note: () => undefined,
  });
  if ('skipped' in preparation) throw new Error(`${id} cannot be made here: ${preparation.skipped}`);
  return preparation.ready;
}
