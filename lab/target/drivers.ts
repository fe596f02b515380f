import type { Prepare, Preparation, Surroundings } from './driver.ts';
import type { Target } from './target.ts';

/** One kind of target: what results call it, and what makes it ready. */
interface Kind<T extends Target> {
  /** `how` of the runs that it gives. */
  how: string;
  prepare: () => Promise<Prepare<T>>;
}

/** All kinds of targets, each loaded only when it is used: to load the engine's client takes longer than to measure a case. */
const kinds: { [K in Target['kind']]: Kind<Extract<Target, { kind: K }>> } = {
  native: { how: 'native', prepare: async () => (await import('./native.ts')).prepareNative },
  container: { how: 'container', prepare: async () => (await import('./container.ts')).prepareContainer },
  kernel: { how: 'kernel', prepare: async () => (await import('./kernel.ts')).prepareKernel },
  gvisor: { how: 'gvisor', prepare: async () => (await import('./gvisor.ts')).prepareGvisor },
};

/** What results call this way of running: `native`, `container`. */
export function howOf(target: Target): string {
  return kinds[target.kind].how;
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
    default:
      return target satisfies never;
  }
}
