import type { Places } from '../root.ts';
import { prepareImage } from '../targets/container.ts';
import type { Preparation, Surroundings } from '../targets/driver.ts';
import { installCommand } from '../targets/packages.ts';
import type { ContainerTarget } from '../targets/target.ts';
import { driverFiles, subjectFiles } from './driver-source.ts';
import { npmArchive } from './npm-package.ts';
import type { Runtime, RuntimeFile } from './runtime.ts';

/** What stands for a runtime where targets are named: in progress, in images and in containers. */
export function targetOf({ id, title, packages }: Runtime, { base, bootstrap }: RuntimeFile): ContainerTarget {
  return { id: `runtime-${id}`, kind: 'container', title, base, bootstrap, packages: { apt: packages }, compiler: 'gcc' };
}

/** Makes a runtime's image ready: the runtime, its programs, and the driver. */
export async function prepareRuntime(runtime: Runtime, file: RuntimeFile, places: Places, around: Surroundings): Promise<Preparation> {
  const { npm, packages, sources, build } = runtime;
  const archive = npm && { name: 'subject/npm.tgz', data: await npmArchive(places, npm, around.signal) };
  const unpack = npm && `tar -xzf npm.tgz && mv ${npm.program} /usr/local/bin/ && rm -r npm.tgz package`;
  return prepareImage(targetOf(runtime, file), around, {
    kind: 'runtimes',
    base: file.base,
    bootstrap: file.bootstrap,
    files: [...(await driverFiles(places)), ...(await subjectFiles(places, sources)), ...(archive ? [archive] : [])],
    args: {
      INSTALL: packages.length === 0 ? 'true' : installCommand('apt', packages),
      BUILD: [unpack, build].filter((one) => one !== undefined).join(' && ') || 'true',
    },
    // A virtual machine with its own heap needs more than an agent.
    host: { Memory: 1024 * 1024 * 1024, MemorySwap: 1024 * 1024 * 1024 },
  });
}
