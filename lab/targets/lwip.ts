import { prepareImage } from './container.ts';
import type { Prepare } from './driver.ts';
import type { LwipTarget } from './target.ts';

/**
 * Makes lwIP ready: an ordinary container with the agent on the sockets of that library. They are its own and not the host's, so that neither this
 * machine's kernel nor what runs the container is part of the system: only what decides how its threads are scheduled.
 */
export const prepareLwip: Prepare<LwipTarget> = async (target, around) =>
  prepareImage(target, around, {
    kind: 'lwip',
    base: target.base,
    bootstrap: target.bootstrap,
    args: { LWIP_VERSION: target.declared.system.version },
    ownKernel: true,
  });
