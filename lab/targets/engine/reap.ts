import { isAlive } from '../../process-identity.ts';
import { listContainers, removeContainer } from './containers.ts';
import type { Door } from './door.ts';
import { listImages, removeImage } from './images.ts';
import { isOrphan, ownerLabel } from './labels.ts';

/** Removes the containers of labs that are gone, of whichever checkout. Returns how many. */
export async function removeOrphans(door: Door, signal?: AbortSignal): Promise<number> {
  const all = await listContainers(door, `${ownerLabel}=container`, signal);
  const orphans = all.filter((one) => isOrphan(one.Labels));
  await Promise.all(orphans.map((one) => removeContainer(door, one.Id, signal)));
  return orphans.length;
}

/** A base image under the name that it has until it is whole: that of the process which makes it (base.ts). */
const unfinished = /^sockatlas-base:.*-([0-9]+)$/;

/** Removes base images that a lab began to make and did not live to finish. Returns their names. */
export async function removeUnfinished(door: Door, signal?: AbortSignal): Promise<string[]> {
  const names = (await listImages(door, ownerLabel, signal)).flatMap((image) => image.RepoTags ?? []);
  return removeAll(
    door,
    names.filter((name) => {
      const pid = unfinished.exec(name)?.[1];
      return pid !== undefined && !isAlive(Number(pid));
    }),
    signal,
  );
}

/** Removes all images that any lab made on this engine, as far as nothing uses them. Returns their names. */
export async function removeImages(door: Door, signal?: AbortSignal): Promise<string[]> {
  const images = await listImages(door, ownerLabel, signal);
  const stages = await listImages(door, 'sockatlas.stage=build', signal);
  const names = images.flatMap((image) => (image.RepoTags ?? []).filter((name) => /^sockatlas-(agent|base):/.test(name)));
  // Labels are inherited, also by what other people make of our images: with a name of their own, these are theirs.
  const unnamed = stages.filter((image) => (image.RepoTags ?? []).every((name) => name === '<none>:<none>')).map((image) => image.Id);
  // Agents first: they are made of the build stages, and those of the bases.
  const [agents, bases] = [/^sockatlas-agent:/, /^sockatlas-base:/].map((kind) => names.filter((name) => kind.test(name)));
  return removeAll(door, [...(agents ?? []), ...unnamed, ...(bases ?? [])], signal);
}

/** One after another, in their order. */
async function removeAll(door: Door, names: readonly string[], signal?: AbortSignal): Promise<string[]> {
  const removed: string[] = [];
  for (const name of names) if (await removeImage(door, name, signal)) removed.push(name);
  return removed;
}
