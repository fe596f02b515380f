import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode } from '../failure.ts';
import { removeAgentFolders } from '../targets/leftovers.ts';
import type { Context } from './context.ts';

/**
 * `lab clean`: removes what labs that were killed left behind: containers, half-made images, temporary folders. With `--images`, also all
 * images that the lab made, and its cache in this checkout. Results stay.
 */
export async function clean(options: { images?: boolean | undefined }, { places, env, signal, stdout, stderr }: Context): Promise<number> {
  const { connect } = await import('../targets/engine/connect.ts');
  const { removeContainers, removeImages, removeUnfinished } = await import('../targets/engine/reap.ts');
  const folders = await removeAgentFolders();
  if (options.images === true) await rm(join(places.root, '.cache'), { recursive: true, force: true });
  const here = `${folders} temporary ${folders === 1 ? 'folder' : 'folders'}${options.images === true ? ', the cache' : ''}`;
  const connection = await connect(env, signal);
  if ('failed' in connection) {
    stderr.write(`Removed ${here}. There is nothing else to remove: ${connection.summary}.\n`);
    return exitCode.ok;
  }
  const { door } = connection.engine;
  const containers = await removeContainers(door, places.root, signal);
  const images = [...(await removeUnfinished(door, signal)), ...(options.images === true ? await removeImages(door, signal) : [])];
  for (const image of images) stdout.write(`removed ${image}\n`);
  stdout.write(`Removed ${here}, ${containers} containers and ${images.length} images. Stored results stay.\n`);
  return exitCode.ok;
}
