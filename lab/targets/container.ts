import { join } from 'node:path';
import type Docker from 'dockerode';
import { agentFiles, hashOf, type AgentProgram } from './agent-source.ts';
import { findBase, type Unreachable } from './engine/base.ts';
import { buildImage, type ContextFile } from './engine/build.ts';
import { connect, type Connection, type Engine } from './engine/connect.ts';
import { containerLabels } from './engine/labels.ts';
import { measuredIn } from './engine/measured.ts';
import { removeOrphans } from './engine/reap.ts';
import { runContainer } from './engine/run-container.ts';
import type { Preparation, Prepare, Surroundings } from './driver.ts';
import { installCommand, type PackageManager } from './packages.ts';
import type { Bootstrap, ContainerTarget, Target } from './target.ts';

/** What an image of some kind is made of, and how its containers differ from the rule. */
export interface ImageRecipe {
  /** The folder under docker/ with the kind's Dockerfile. */
  kind: string;
  base: string;
  bootstrap: Bootstrap | undefined;
  args: Record<string, string>;
  /** What its Dockerfile copies; by default the agent's source, with its hash as an argument. */
  files?: readonly ContextFile[];
  /** Another image that the Dockerfile takes something from, and the argument that names it. */
  source?: { argument: string; image: string };
  host?: Docker.HostConfig;
  /** Another agent than that of POSIX. */
  program?: AgentProgram;
  /** It brings its own kernel, so that this machine's does not count. */
  ownKernel?: boolean;
}

/** What all targets of one command share: one connection, one memory of registries that cannot be reached. */
interface Workshop {
  connection: Promise<Connection>;
  unreachable: Unreachable;
  bases: Map<string, ReturnType<typeof findBase>>;
}
const workshops = new WeakMap<Surroundings, Workshop>();

function workshopOf(around: Surroundings): Workshop {
  const known = workshops.get(around);
  if (known) return known;
  const made: Workshop = { connection: open(around), unreachable: new Map(), bases: new Map() };
  workshops.set(around, made);
  return made;
}

async function open(around: Surroundings): Promise<Connection> {
  const connection = await connect(around.env, around.signal, around.bounds);
  if ('engine' in connection) {
    // What an earlier start left behind when it was killed. An engine that cannot do this has worse to say soon, and is not waited for so long.
    const { door } = connection.engine;
    const patience = AbortSignal.any([around.signal, AbortSignal.timeout(door.bounds.reading)]);
    await removeOrphans(door, patience).catch(() => undefined);
  }
  return connection;
}

/** Makes a distribution's image ready: its base, a compiler in it, and the agent compiled against its libc. */
export const prepareContainer: Prepare<ContainerTarget> = (target, around) => {
  const [manager, packages] = Object.entries(target.packages)[0] as [PackageManager, string[]];
  return prepareImage(target, around, {
    kind: 'container',
    base: target.base,
    bootstrap: target.bootstrap,
    args: {
      INSTALL: installCommand(manager, packages),
      CC: target.compiler,
      LIBC_PACKAGE: target.libcPackage ?? '',
    },
  });
};

/** Makes an image of any kind ready. */
export async function prepareImage(target: Target, around: Surroundings, recipe: ImageRecipe): Promise<Preparation> {
  const workshop = workshopOf(around);
  const connection = await workshop.connection;
  if ('failed' in connection) return { skipped: connection.summary, hint: connection.hint };
  const { engine } = connection;
  const note = (text: string): void => around.note(target, text);

  // Targets of one base wait for one pull, or one mmdebstrap.
  const find = (name: string, bootstrap: Bootstrap | undefined): ReturnType<typeof findBase> => {
    const key = JSON.stringify([name, bootstrap]);
    const { unreachable } = workshop;
    const finding =
      workshop.bases.get(key) ??
      findBase({ door: engine.door, base: name, bootstrap, env: around.env, signal: around.signal, unreachable, note });
    workshop.bases.set(key, finding);
    return finding;
  };
  // The other image first: where it cannot be had, there is no use in making a base.
  const source = recipe.source && (await find(recipe.source.image, undefined));
  if (source && 'unavailable' in source) return { skipped: source.unavailable };
  const base = await find(recipe.base, recipe.bootstrap);
  if ('unavailable' in base) return { skipped: base.unavailable };

  const agent = recipe.program === undefined ? around.agent : await agentOf(around, recipe.program);
  const labels = containerLabels(around.places.root, target.id);
  const image = await buildImage({
    door: engine.door,
    target: target.id,
    folder: join(around.places.docker, recipe.kind),
    files: recipe.files ?? agent.files.map(({ name, text }) => ({ name: `agent/${name}`, data: text })),
    args: {
      BASE: base.name,
      ...(recipe.files === undefined ? { AGENT_SOURCE_HASH: agent.hash } : {}),
      ...(recipe.source && source ? { [recipe.source.argument]: source.name } : {}),
      ...recipe.args,
    },
    baseContent: source ? `${base.content} ${source.content}` : base.content,
    log: join(around.places.root, '.cache', 'build', `${target.id}.log`),
    checkout: around.places.root,
    signal: around.signal,
    onBuild: () => note('building its image'),
  });
  const measured = await measuredIn({
    door: engine.door,
    image,
    labels,
    cache: join(around.places.root, '.cache', 'measured'),
    signal: around.signal,
  });
  return {
    ready: {
      fingerprint: (recipe.ownKernel === true ? measured : `${measured}; kernel ${engine.kernel}; ${runtimeText(engine)}`).slice(0, 200),
      image,
      agentHash: agent.hash,
      details: {
        image: recipe.base,
        engine: `${engine.version} (API ${engine.apiVersion})`,
        ...(base.made === undefined ? {} : { base: base.made }),
      },
      declared: { ...target.declared, runtime: target.declared?.runtime ?? engine.runtime },
      run: async (plan, limits) => runContainer({ door: engine.door, image, labels, host: recipe.host }, plan, limits),
    },
  };
}

async function agentOf({ places }: Surroundings, program: AgentProgram): Promise<Surroundings['agent']> {
  const files = await agentFiles(places, program);
  return { files, hash: hashOf(files) };
}

function runtimeText({ runtime }: Engine): string {
  return runtime.version === undefined ? runtime.name : `${runtime.name} ${runtime.version}`;
}
