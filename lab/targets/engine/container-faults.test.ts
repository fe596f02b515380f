import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePlan } from '../../plan/compile.ts';
import { faultOf } from '../fault.ts';
import { measureTargets } from '../measure.ts';
import { readObservations } from '../observations.ts';
import { silent } from '../progress.ts';
import { expectSection } from '../reliability.ts';
import { smallTarget, type SmallTarget } from '../small-target.ts';
import { usualBounds } from './bounds.ts';
import type { Engine } from './connect.ts';
import { listContainers, removeContainer } from './containers.ts';
import { engineFor } from './fixture.ts';
import { containerLabels } from './labels.ts';
import { runContainer } from './run-container.ts';

const available = await engineFor('container-faults.test.ts');

describe.skipIf(available === undefined)('a container that does not come to its end', { timeout: 120_000 }, () => {
  const engine = available as Engine;
  let small: SmallTarget;
  const rows: string[][] = [];

  beforeAll(async () => {
    small = await smallTarget(engine);
  }, 120_000);
  afterAll(async () => small.remove());

  /** Does something to the container as soon as the quick case is answered, and says what became of the measurement. */
  async function measured(harm: (id: string) => Promise<void>): Promise<string> {
    const target = small.target('all');
    let harmed: Promise<void> | undefined;
    const harmOnce = async (): Promise<void> => {
      const [one] = await listContainers(engine.door, `sockatlas.target=${target.id}`);
      await harm(one?.Id ?? '');
    };
    const [outcome] = await measureTargets({
      places: small.here,
      env: { ...process.env, DOCKER_HOST: engine.door.place },
      signal: new AbortController().signal,
      progress: { ...silent, answered: (_, cases) => void (cases === 1 && (harmed ??= harmOnce())) },
      targets: [target],
      cases: [small.quick, small.slow],
      trials: 3,
      count: 'exactly',
      fresh: true,
      store: 'unused',
      fileNameOf: () => target.id,
      bounds: { ...usualBounds, inspection: 200 },
    });
    await harmed;
    expect(outcome?.observations.size, outcome?.summary).toBe(2);
    expect(await listContainers(engine.door, `sockatlas.target=${target.id}`)).toEqual([]);
    return `${outcome?.status} ${outcome?.summary}`;
  }

  const kill = async (id: string): Promise<void> =>
    engine.door.call({ asked: 'kill a container', ask: async (docker) => docker.getContainer(id).kill(), within: 10_000 });
  const pause = async (id: string): Promise<void> =>
    engine.door.call({ asked: 'pause a container', ask: async (docker) => docker.getContainer(id).pause(), within: 10_000 });

  test.each([
    ['is killed', kill, 'was killed by signal 9'],
    ['is paused', pause, 'was paused, and was stopped'],
    ['is removed', async (id: string) => removeContainer(engine.door, id), 'was killed by signal 9'],
  ])('one that %s is started again with the cases that it has not answered', async (what, harm, reason) => {
    expect(await measured(harm)).toBe(`measured 2 cases in 2 starts (${reason})`);
    rows.push([what, `started again with what is left: "${reason}"`, 'nothing']);
  });

  test.each([
    ['has too little memory', { Memory: 6 * 1024 * 1024, MemorySwap: 6 * 1024 * 1024 }, /^ran out of its 6 MB of memory/],
    ['has no room in /tmp', { Tmpfs: { '/tmp': 'rw,mode=1777,nr_inodes=1' } }, /a directory for sockets/],
  ])('one that %s fails, and says so', async (what, host, reason) => {
    const target = small.target('all');
    const image = await imageOf(target.id);
    const plan = compilePlan(Array.from({ length: 40 }, (_, index) => ({ ...small.slow, id: `slow-${index}` })));
    const labels = containerLabels(small.here.root, target.id);
    const output = await runContainer({ door: engine.door, image, labels, host }, plan, { signal: new AbortController().signal });
    const fault = faultOf(output, readObservations(output.stdout, []), '');
    expect(fault?.text).toMatch(reason);
    expect(output.left).toBeUndefined();
    rows.push([what, 'fails with that as its reason', 'what it had not answered']);
  });

  test('docs/reliability.md says so', async () => {
    const table = [['a container that', 'what happens', 'what is lost'], ['---', '---', '---'], ...rows];
    await expectSection('targets', table.map((row) => `| ${row.join(' | ')} |`).join('\n'));
  });

  async function imageOf(id: string): Promise<string> {
    const { listImages } = await import('./images.ts');
    const names = (await listImages(engine.door, 'sockatlas=agent')).flatMap((one) => one.RepoTags ?? []);
    return names.find((name) => name.startsWith(`sockatlas-agent:${id}-`)) ?? '';
  }
});
