import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode } from '../failure.ts';
import { allOf, count } from '../prose.ts';
import { removeAgentFolders, removeUnwritten } from '../targets/leftovers.ts';
import type { Context } from './context.ts';

/**
 * `lab clean`: removes what labs that were killed left behind: containers, half-made images, temporary folders and files, locks. What belongs to a lab
 * that runs stays. With `--images`, also all images that the lab made and that nothing uses, and its cache in this checkout. Results stay.
 */
export async function clean(options: { images?: boolean | undefined }, { places, env, signal, stdout, stderr }: Context): Promise<number> {
  const { connect } = await import('../targets/engine/connect.ts');
  const { removeImages, removeOrphans, removeUnfinished } = await import('../targets/engine/reap.ts');
  const folders = await removeAgentFolders();
  const { temporaries, locks } = await removeUnwritten(places);
  if (options.images === true) await rm(join(places.root, '.cache'), { recursive: true, force: true });
  const here = [
    count(folders, 'temporary folder'),
    ...(temporaries > 0 ? [count(temporaries, 'file that was half written', 'files that were half written')] : []),
    ...(locks > 0 ? [count(locks, 'lock')] : []),
    ...(options.images === true ? ['the cache'] : []),
  ];
  const connection = await connect(env, signal);
  if ('failed' in connection) {
    stderr.write(`Removed ${allOf(here)}. There is nothing else to remove: ${connection.summary}.\n`);
    return exitCode.ok;
  }
  const { door } = connection.engine;
  const containers = await removeOrphans(door, signal);
  const images = [...(await removeUnfinished(door, signal)), ...(options.images === true ? await removeImages(door, signal) : [])];
  for (const image of images) stdout.write(`removed ${image}\n`);
  stdout.write(`Removed ${allOf([...here, count(containers, 'container'), count(images.length, 'image')])}. Stored results stay.\n`);
  return exitCode.ok;
}
