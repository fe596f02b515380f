import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode } from '../failure.ts';
import type { Context } from './context.ts';

/** `lab clean`: removes the containers and images that the lab made, and its cache in this checkout. Results stay. */
export async function clean({ places, env, stdout, stderr }: Context): Promise<number> {
  const { connect } = await import('../targets/engine/connect.ts');
  const { removeAll } = await import('../targets/engine/reap.ts');
  await rm(join(places.root, '.cache'), { recursive: true, force: true });
  const connection = await connect(env);
  if ('failed' in connection) {
    stderr.write(`Removed the cache. There is nothing else to remove: ${connection.summary}.\n`);
    return exitCode.ok;
  }
  const { containers, images } = await removeAll(connection.engine.docker, places.root);
  for (const image of images) stdout.write(`removed ${image}\n`);
  stdout.write(`Removed the cache, ${containers} containers and ${images.length} images. Stored results stay.\n`);
  return exitCode.ok;
}
