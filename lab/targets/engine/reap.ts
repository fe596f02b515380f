import type Docker from 'dockerode';
import { isOrphan, ownerLabel } from './labels.ts';

/** How long (ms) the clean-up of one thing may take. */
const removeTimeoutMs = 5000;

/** Removes the containers of this checkout whose lab process is gone. Returns how many. */
export async function reapOrphans(docker: Docker, checkout: string): Promise<number> {
  const all = await docker.listContainers({ all: true, filters: { label: [`${ownerLabel}=container`] } });
  const orphans = all.filter((one) => isOrphan(one.Labels, checkout));
  await Promise.all(orphans.map((one) => removeContainer(docker, one.Id)));
  return orphans.length;
}

/** Kills and removes a container, within five seconds and whatever became of the signal that the run had. One that is gone is fine. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const abortSignal = AbortSignal.timeout(removeTimeoutMs);
  try {
    // `force` kills it first.
    await docker.getContainer(id).remove({ force: true, v: true, abortSignal } as Docker.ContainerRemoveOptions);
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode;
    // 404: it is gone; 409: its removal is under way.
    if (status !== 404 && status !== 409) throw error;
  }
}

/** What `removeAll` took away. */
export interface Removed {
  containers: number;
  images: string[];
}

/** Removes all containers and images that any lab made on this engine, except containers of a lab that runs now in another checkout. */
export async function removeAll(docker: Docker, checkout: string): Promise<Removed> {
  const containers = await docker.listContainers({ all: true, filters: { label: [`${ownerLabel}=container`] } });
  const ours = containers.filter(
    (one) => one.Labels['sockatlas.checkout'] === checkout || isOrphan(one.Labels, one.Labels['sockatlas.checkout'] ?? ''),
  );
  await Promise.all(ours.map((one) => removeContainer(docker, one.Id)));

  const removed: string[] = [];
  const images = await docker.listImages({ filters: { label: [ownerLabel] } });
  const stages = await docker.listImages({ filters: { label: ['sockatlas.stage=build'] } });
  const names = images.flatMap((image) => (image.RepoTags ?? []).filter((name) => /^sockatlas-(agent|base):/.test(name)));
  // Labels are inherited, also by what other people make of our images: with a name of their own, these are theirs.
  const unnamed = stages.filter((image) => (image.RepoTags ?? []).every((name) => name === '<none>:<none>')).map((image) => image.Id);
  // Agents first: they are made of the build stages, and those of the bases.
  const inOrder = [
    ...names.filter((name) => name.startsWith('sockatlas-agent:')),
    ...unnamed,
    ...names.filter((name) => name.startsWith('sockatlas-base:')),
  ];
  for (const name of inOrder) {
    if (await removeImage(docker, name)) removed.push(name);
  }
  return { containers: ours.length, images: removed };
}

async function removeImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).remove({ force: false });
    return true;
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode;
    // 404: it went with another; 409: something that is not ours was made of it, or a container uses it.
    if (status === 404 || status === 409) return false;
    throw error;
  }
}
