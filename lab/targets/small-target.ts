import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createTar } from 'nanotar';
import { places, type Places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { agentFiles, hashOf } from './agent-source.ts';
import type { ContainerTarget } from './target.ts';
import type { Engine } from './engine/connect.ts';
import { importImage, listImages, removeImage } from './engine/images.ts';
import { removeContainersOf } from './engine/fixture.ts';

/** For tests: a checkout with a container target whose image is this checkout's agent and nothing else, so that it is there in a second. */
export interface SmallTarget {
  here: Places;
  /** The archive that its base image is made of. */
  archive: Buffer;
  base: string;
  target: (name: string, over?: Partial<ContainerTarget>) => ContainerTarget;
  /** A case that takes a moment, and one that takes three seconds for ten trials of each pacing. */
  quick: Case;
  slow: Case;
  remove: () => Promise<void>;
}

const steps = (...lines: string[]): Case['steps'] =>
  lines.map((line, index) => ({ label: `${index}`, call: 'read', text: line, in: 'main', line: `step 0 - ${line}` })) as Case['steps'];

const caseOf = (id: string, ...lines: string[]): Case => ({
  id,
  scenario: id,
  matrix: {},
  hash: '0123456789abcdef',
  steps: steps(...lines),
});

/** Makes it. */
export async function smallTarget(engine: Engine): Promise<SmallTarget> {
  const root = await mkdtemp(join(tmpdir(), 'small-'));
  const here = places(root);
  await cp(places().agent, here.agent, { recursive: true });
  const prefix = `test-${process.pid}-`;
  const hash = hashOf(await agentFiles(here));
  const program = join(root, 'agent');
  execFileSync('cc', ['-static', '-std=c99', `-DAGENT_SOURCE_HASH="${hash}"`, '-o', program, join(here.agent, 'agent.c')]);
  const data = await readFile(program);
  const archive = Buffer.from(
    createTar([
      { name: 'agent', data, attrs: { mode: '755' } },
      { name: 'measured', data: 'the agent of this test\n' },
      { name: 'tmp/', attrs: { mode: '1777' } },
    ]),
  );
  const base = `sockatlas-test:${process.pid}`;
  const [repo = '', tag = ''] = base.split(':');
  await importImage(engine.door, Readable.from([archive]), { repo, tag }, new AbortController().signal);
  await mkdir(join(here.docker, 'container'), { recursive: true });
  await writeFile(
    join(here.docker, 'container', 'Dockerfile'),
    'ARG BASE\nFROM ${BASE}\nARG LIBC_PACKAGE\nENV ONLY=${LIBC_PACKAGE}\nENTRYPOINT ["/agent"]\n',
  );
  return {
    here,
    archive,
    base,
    target: (name, over = {}) => ({
      id: `${prefix}${name}`,
      kind: 'container',
      title: name,
      base,
      packages: { apt: ['none'] },
      compiler: 'cc',
      ...over,
    }),
    quick: caseOf('quick', 'connect-pair unix-pair 0 1', 'close 1', 'read 0 64'),
    slow: caseOf('slow', 'connect-pair unix-pair 0 1', 'read 0 64'),
    remove: async () => {
      await removeContainersOf(engine.door, root);
      // Those of the targets first: they are made of the base.
      const names = (await listImages(engine.door, 'sockatlas')).flatMap((image) => image.RepoTags ?? []);
      const ours = [`sockatlas-agent:${prefix}`, `sockatlas-base:debian-${prefix}`].flatMap((start) =>
        names.filter((name) => name.startsWith(start)),
      );
      for (const name of [...ours, base]) await removeImage(engine.door, name);
      await rm(root, { recursive: true });
    },
  };
}
