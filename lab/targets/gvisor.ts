import { prepareImage } from './container.ts';
import type { Prepare } from './driver.ts';
import type { GvisorTarget } from './target.ts';

/** runsc's own memory beside that of the agent's processes: with 3163 cases, 64 in flight, it grew beyond 1 GB at the end. */
const memory = 2048 * 1024 * 1024;

/**
 * With ptrace, runsc of 2022 keeps a process of the host for every address space it ever had: 18,600 after 3163 cases. Where it can have no more,
 * it panics.
 */
const processes = 30_000;

/**
 * Makes gVisor ready: an ordinary container in which runsc starts the agent. It needs two things beyond the fence of containers, and neither
 * is a right: Docker's filter of system calls would keep it from making a user namespace, and Docker's masks over parts of /proc would keep it
 * from mounting a /proc of its own there (runsc of 2022; see docker/gvisor/README.md).
 */
export const prepareGvisor: Prepare<GvisorTarget> = async (target, around) => {
  const preparation = await prepareImage(target, around, {
    kind: 'gvisor',
    base: target.base,
    bootstrap: target.bootstrap,
    args: { PLATFORM: target.platform, RUNSC_VERSION: target.declared.system.version },
    host: {
      SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'],
      ...(target.platform === 'ptrace' ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
      Memory: memory,
      MemorySwap: memory,
      PidsLimit: processes,
    },
  });
  if ('skipped' in preparation) return preparation;
  const { ready } = preparation;
  const runtime = target.declared.runtime ?? { name: 'runsc', version: target.declared.system.version };
  return { ready: { ...ready, details: { ...ready.details, platform: target.platform }, declared: { ...target.declared, runtime } } };
};
