import { places } from '../root.ts';
import { agentFiles, hashOf } from './agent-source.ts';
import type { Prepared } from './driver.ts';
import { prepareKernel } from './kernel.ts';
import { loadTargets } from './targets.ts';

/** For tests: makes a kernel target of docker/targets.yaml ready, with this checkout's agent. */
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
