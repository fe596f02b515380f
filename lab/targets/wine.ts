import { prepareImage } from './container.ts';
import type { Prepare } from './driver.ts';
import type { WineTarget } from './target.ts';

/** Each worker of the agent is a process of Wine's, with threads for calls that wait. */
const memory = 1536 * 1024 * 1024;

/** Makes Wine ready: a container in which the agent for Windows runs on Wine's Winsock, which is the host's kernel in translation. */
export const prepareWine: Prepare<WineTarget> = async (target, around) =>
  prepareImage(target, around, {
    kind: 'wine',
    base: target.base,
    bootstrap: target.bootstrap,
    args: {},
    program: 'agent-windows.c',
    host: { Memory: memory, MemorySwap: memory, PidsLimit: 4096 },
  });
