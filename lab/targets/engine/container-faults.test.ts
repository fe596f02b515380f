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

  /** Does something to the container as soon as the quick case is answered: what became of the measurement, in the words of the document. */
  async function measured(harm: (id: string) => Promise<void>): Promise<{ happens: string; lost: string }> {
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
    expect(await listContainers(engine.door, `sockatlas.target=${target.id}`)).toEqual([]);
    const why = /^2 cases in 2 starts \((.*)\)$/.exec(outcome?.summary ?? '')?.[1];
    const happens = why === undefined ? `${outcome?.status} ${outcome?.summary}` : `is started again with what is left: "${why}"`;
    return { happens, lost: lostOf(outcome?.observations.size ?? 0, 2) };
  }

  /** What is lost where so many cases of so many were answered. */
  function lostOf(answered: number, of: number): string {
    return answered === of ? 'nothing' : answered === 0 ? 'all' : 'what it had not answered';
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
    const { happens, lost } = await measured(harm);
    rows.push([what, happens, lost]);
    expect([happens, lost]).toEqual([`is started again with what is left: "${reason}"`, 'nothing']);
  });

  test.each([
    ['has too little memory', { Memory: 6 * 1024 * 1024, MemorySwap: 6 * 1024 * 1024 }, /ran out of its 6 MB of memory/],
    [
      'has no room in /tmp',
      { Tmpfs: { '/tmp': 'rw,mode=1777,nr_inodes=1' } },
      /a directory for sockets \(set TMPDIR to one that can be written\)/,
    ],
  ])('one that %s fails, and says so', async (what, host, reason) => {
    const target = small.target('all');
    const image = await imageOf(target.id);
    const cases = Array.from({ length: 40 }, (_, index) => ({ ...small.slow, id: `slow-${index}` }));
    const plan = compilePlan(cases);
    const labels = containerLabels(small.here.root, target.id);
    const output = await runContainer({ door: engine.door, image, labels, host }, plan, { signal: new AbortController().signal });
    const seen = readObservations(output.stdout, cases);
    const said = reason.exec(faultOf(output, seen, '')?.text ?? '')?.[0];
    rows.push([what, `fails: "${said}"`, lostOf(seen.cases.size, cases.length)]);
    expect(said).toBeDefined();
    expect(output.left).toBeUndefined();
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
