import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thisProcess } from '../results/process-name.ts';
import { places, type Places } from '../root.ts';
import type { Engine } from '../targets/engine/connect.ts';
import { createContainer, startContainer, stateOf } from '../targets/engine/containers.ts';
import { engineFor } from '../targets/engine/fixture.ts';
import { importImage, layersOf } from '../targets/engine/images.ts';
import { containerLabels, containerName } from '../targets/engine/labels.ts';
import { smallTarget, type SmallTarget } from '../targets/small-target.ts';
import { clean } from './clean.ts';

const available = await engineFor('clean.test.ts');

/** A process that was there, and one that is. */
const dead = spawnSync('true').pid;
const alive = process.pid;

/** Cleans a checkout. Returns what was printed. */
async function cleaned(here: Places, env: NodeJS.ProcessEnv = process.env): Promise<{ out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  expect(await clean({}, { places: here, stdout, stderr, env, signal: new AbortController().signal })).toBe(0);
  const textOf = (stream: PassThrough): string => String(stream.read() ?? '');
  return { out: textOf(stdout), err: textOf(stderr) };
}

/** What the lab writes in a checkout and in /tmp, as if a process had been killed while it did: what goes, or what stays. */
async function leave(root: string, pid: number): Promise<string[]> {
  const { started, host } = thisProcess();
  const folder = join(root, '.cache', 'agent', `0123.${pid}-0123456789ab.tmp`);
  const result = join(root, 'reports', 'results', `native.json.${pid}-0123456789ab.tmp`);
  const lock = join(root, '.cache', 'locks', `of-${pid}.lock`);
  const agent = join('/tmp', `sockatlas.${pid}`);
  for (const one of [folder, join(root, 'reports', 'results'), join(root, '.cache', 'locks'), agent]) await mkdir(one, { recursive: true });
  await writeFile(join(folder, 'agent.c'), 'int main');
  await writeFile(join(agent, 'socket'), '');
  await writeFile(result, '{"schemaVersion"');
  await writeFile(lock, JSON.stringify({ pid, started, host }));
  return [folder, result, lock, agent];
}

test('what dead labs were writing goes, what a living one writes stays, and no engine is needed for that', async () => {
  const root = await mkdtemp(join(tmpdir(), 'clean-'));
  const [gone, kept] = [await leave(root, dead), await leave(root, alive)];
  const result = join(root, 'reports', 'results', 'native.json');
  await writeFile(result, '{}');
  const { err } = await cleaned(places(root), { DOCKER_HOST: 'unix:///nowhere/engine.sock' });
  expect(gone.filter((path) => existsSync(path))).toEqual([]);
  expect([...kept, result].filter((path) => !existsSync(path))).toEqual([]);
  expect(err).toMatch(/^Removed [0-9]+ temporary folders?, 2 files that were half written and 1 lock\. There is nothing else to remove: /);
  await rm(join('/tmp', `sockatlas.${alive}`), { recursive: true });
});

describe.skipIf(available === undefined)('with an engine', () => {
  const { door } = (available ?? {}) as Engine;
  let small: SmallTarget;

  beforeAll(async () => {
    small = await smallTarget(available as Engine);
  });
  afterAll(async () => small.remove());

  async function container(labels: Record<string, string>): Promise<string> {
    const name = containerName();
    await createContainer(door, name, { Image: small.base, Entrypoint: ['/agent'], OpenStdin: true, Labels: labels });
    await startContainer(door, name);
    return name;
  }

  async function base(pid: number): Promise<string> {
    const [repo, tag] = ['sockatlas-base', `debian-test-${alive}-trixie-${pid}`];
    await importImage(door, Readable.from([small.archive]), { repo, tag, changes: ['LABEL sockatlas=base'] }, new AbortController().signal);
    return `${repo}:${tag}`;
  }

  test('containers and half-made bases of dead labs go, in whichever checkout they were made, and those of a living one stay', async () => {
    const labels = containerLabels(small.here.root, 'test');
    const gone = [await container({ ...labels, 'sockatlas.pid': String(dead) }), await container({ ...labels, 'sockatlas.started': '1' })];
    gone.push(await container({ ...labels, 'sockatlas.pid': String(dead), 'sockatlas.checkout': '/elsewhere' }));
    const running = await container(labels);
    const [halfMade, beingMade] = [await base(dead), await base(alive)];

    const { out } = await cleaned(small.here);
    expect(await Promise.all(gone.map(async (name) => stateOf(door, name)))).toEqual([undefined, undefined, undefined]);
    expect(await stateOf(door, running)).toMatchObject({ status: 'running' });
    expect(await layersOf(door, halfMade)).toBeUndefined();
    expect(await layersOf(door, beingMade)).toBeDefined();
    expect(out).toContain(`removed ${halfMade}\n`);
    expect(out).toMatch(/Removed .*, ([3-9]|[1-9][0-9]+) containers and [1-9][0-9]* images?\. Stored results stay\.\n$/);
  });
});
