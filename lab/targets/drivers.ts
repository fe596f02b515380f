import type { Prepare, Preparation, Surroundings } from './driver.ts';
import type { Target } from './target.ts';

/** One kind of target: what results call it, and what makes it ready. */
interface Kind<T extends Target> {
  /** `how` of the runs that it gives. */
  how: string;
  /** Whether it mostly waits, for calls that block and for sockets to settle, or keeps a processor busy. */
  load: Load;
  /** Memory that one of it may take, in bytes: what its container is allowed, or an agent with many cases in flight. */
  memory: number;
  prepare: () => Promise<Prepare<T>>;
}

/** What a target does to the machine. Those that compute run apart from those that wait, whose timing they would disturb. */
export type Load = 'waits' | 'computes';

const megabyte = 1024 * 1024;

/** All kinds of targets, each loaded only when it is used: to load the engine's client takes longer than to measure a case. */
const kinds: { [K in Target['kind']]: Kind<Extract<Target, { kind: K }>> } = {
  native: { how: 'native', load: 'waits', memory: 512 * megabyte, prepare: async () => (await import('./native.ts')).prepareNative },
  container: {
    how: 'container',
    load: 'waits',
    memory: 512 * megabyte,
    prepare: async () => (await import('./container.ts')).prepareContainer,
  },
  kernel: { how: 'kernel', load: 'computes', memory: 768 * megabyte, prepare: async () => (await import('./kernel.ts')).prepareKernel },
  gvisor: { how: 'gvisor', load: 'computes', memory: 2048 * megabyte, prepare: async () => (await import('./gvisor.ts')).prepareGvisor },
  wine: { how: 'wine', load: 'computes', memory: 1536 * megabyte, prepare: async () => (await import('./wine.ts')).prepareWine },
  lwip: { how: 'lwip', load: 'waits', memory: 512 * megabyte, prepare: async () => (await import('./lwip.ts')).prepareLwip },
  // What it starts is elsewhere, as a rule.
  command: { how: 'command', load: 'waits', memory: 64 * megabyte, prepare: async () => (await import('./command.ts')).prepareCommand },
};

/** What results call this way of running: `native`, `container`. */
export function howOf(target: Target): string {
  return kinds[target.kind].how;
}

/** What a target does to the machine while it runs. */
export function loadOf(target: Target): { load: Load; memory: number } {
  const { load, memory } = kinds[target.kind];
  return { load, memory };
}

/** Makes a target ready, however its kind does that. */
export async function prepare(target: Target, around: Surroundings): Promise<Preparation> {
  switch (target.kind) {
    case 'native':
      return (await kinds.native.prepare())(target, around);
    case 'container':
      return (await kinds.container.prepare())(target, around);
    case 'kernel':
      return (await kinds.kernel.prepare())(target, around);
    case 'gvisor':
      return (await kinds.gvisor.prepare())(target, around);
    case 'wine':
      return (await kinds.wine.prepare())(target, around);
    case 'lwip':
      return (await kinds.lwip.prepare())(target, around);
    case 'command':
      return (await kinds.command.prepare())(target, around);
    default:
      return target satisfies never;
  }
}
