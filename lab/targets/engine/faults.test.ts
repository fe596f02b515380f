import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { measureTargets } from '../measure.ts';
import { silent } from '../progress.ts';
import { expectSection } from '../reliability.ts';
import { smallTarget, type SmallTarget } from '../small-target.ts';
import type { ContainerTarget } from '../target.ts';
import type { Bounds } from './bounds.ts';
import type { Engine } from './connect.ts';
import { listContainers } from './containers.ts';
import { faultProxy, faults, type Faulty } from './fault-proxy.ts';
import { engineFor, removeContainersOf } from './fixture.ts';
import { removeOrphans } from './reap.ts';

const available = await engineFor('faults.test.ts');

/** On a machine with much else to do, everything takes as long as this (ms) at the most. */
const enough = 120_000;

const generous: Bounds = {
  ping: enough,
  reading: enough,
  work: enough,
  removal: enough,
  pull: enough,
  build: enough,
  inspection: 300,
  drain: enough,
  again: 20,
  farewell: 300,
};

/** Every call that the lab makes when it measures, as the engine sees it; what bounds it (bounds.ts); and what a target must be like so that it is made. */
const calls = {
  'answer a ping': { method: 'GET', path: /^\/_ping$/, bounds: ['ping'] },
  'say what it is': { method: 'GET', path: /^\/info$/, bounds: ['ping'] },
  'say its version': { method: 'GET', path: /^\/version$/, bounds: ['ping'] },
  'list containers': { method: 'GET', path: /^\/containers\/json$/, bounds: ['reading'] },
  'inspect an image': { method: 'GET', path: /^\/images\/.*\/json$/, bounds: ['reading'] },
  'pull an image': { method: 'POST', path: /^\/images\/create$/, bounds: ['pull'], base: 'missing' },
  // It is asked to pull first, by the same path.
  'import an image': { method: 'POST', path: /^\/images\/create$/, bounds: ['pull', 'build'], base: 'made' },
  'name an image': { method: 'POST', path: /^\/images\/.*\/tag$/, bounds: ['reading'], base: 'made' },
  'remove an image': { method: 'DELETE', path: /^\/images\//, bounds: ['work'], base: 'made' },
  'build an image': { method: 'POST', path: /^\/build$/, bounds: ['build'], base: 'own' },
  'create a container': { method: 'POST', path: /^\/containers\/create$/, bounds: ['work'] },
  'connect to a container': { method: 'POST', path: /^\/containers\/.*\/attach$/, bounds: ['work'] },
  'start a container': { method: 'POST', path: /^\/containers\/.*\/start$/, bounds: ['work'] },
  'wait for a container': { method: 'POST', path: /^\/containers\/.*\/wait$/, bounds: [] },
  'inspect a container': { method: 'GET', path: /^\/containers\/.*\/json$/, bounds: ['reading'] },
  'remove a container': { method: 'DELETE', path: /^\/containers\//, bounds: ['removal'] },
} as const;
type Call = keyof typeof calls;

const worst = ['cut after the header', 'never', 'HTTP 500'] as const;

describe.skipIf(available === undefined)('an engine whose answers are faulty', { timeout: 1_500_000 }, () => {
  const engine = available as Engine;
  let small: SmallTarget;
  let path: string;
  /** How long (ms) the engine takes for a measurement without any fault. */
  let usualMs = enough;

  /** Only what is never answered is waited for no longer than a sound engine might take. */
  const boundsFor = (call: Call, { fault }: Faulty): Bounds => {
    const names = fault === 'never' ? calls[call].bounds : [];
    return { ...generous, ...Object.fromEntries(names.map((name) => [name, Math.max(1500, 2 * usualMs)])) };
  };

  beforeAll(async () => {
    small = await smallTarget(engine);
    // In place of mmdebstrap: a program that writes the same small image.
    path = await mkdtemp(join(tmpdir(), 'faults-'));
    await writeFile(join(path, 'image.tar'), small.archive);
    await writeFile(join(path, 'mmdebstrap'), `#!/bin/sh\ncat '${path}/image.tar'\n`);
    await chmod(join(path, 'mmdebstrap'), 0o755);
    // The image that most of them use; a fault in its build is a row of its own.
    await measured(small.target('all'), engine.door.place, generous);
    const begun = performance.now();
    const { outcome } = await measured(small.target('all'), engine.door.place, generous);
    usualMs = Math.ceil(performance.now() - begun);
    expect(outcome).toMatchObject({ status: 'measured', summary: '1 case' });
  }, 120_000);

  afterAll(async () => small.remove());

  async function measured(target: ContainerTarget, host: string, bounds: Bounds) {
    const notes: string[] = [];
    const [outcome] = await measureTargets({
      places: small.here,
      env: { ...process.env, DOCKER_HOST: host, PATH: `${path}:${process.env['PATH']}` },
      signal: new AbortController().signal,
      progress: { ...silent, note: (_, text) => void notes.push(text) },
      targets: [target],
      cases: [small.quick],
      trials: 1,
      count: 'exactly',
      fresh: true,
      store: 'unused',
      fileNameOf: () => target.id,
      bounds,
      patience: { start: enough, answer: enough, total: enough },
    });
    if (!outcome) throw new Error('no outcome');
    return { outcome, notes };
  }

  /** What becomes of a measurement when all answers to this call are faulty. */
  async function cell(call: Call, faulty: Faulty, name: string): Promise<string> {
    const { base } = { base: 'there', ...calls[call] };
    const over: Partial<ContainerTarget> =
      base === 'missing'
        ? { base: `127.0.0.1:1/${name}:1` }
        : base === 'made'
          ? { base: `127.0.0.1:1/${name}:1`, bootstrap: { mmdebstrap: name, allowExpired: false } }
          : {};
    const proxy = await faultProxy(engine.door.place.replace('unix://', ''), faulty);
    try {
      const target = small.target(base === 'own' ? name : 'all', over);
      const { outcome, notes } = await measured(target, `unix://${proxy.socket}`, boundsFor(call, faulty));
      const said = [outcome.summary, ...notes].join('\n');
      // A stack, or anything that only a programmer understands, is not what anybody should read.
      if (/unexpected:|^\s+at |undefined|TypeError/m.test(said)) return said;
      if (proxy.hits() === 0) return 'never asked';
      const left = notes.some((note) => note.includes('could not be removed')) ? '; its container goes later' : '';
      if (outcome.status !== 'measured') return `${outcome.status === 'skipped' ? 'left out' : outcome.status}${left}`;
      return outcome.observations.has('quick') ? `measured${left}` : 'lost';
    } finally {
      await proxy.close();
    }
  }

  test('a hundred of them: none hangs, none prints a stack, and what each costs is what docs/reliability.md says', async () => {
    const limit = pLimit(8);
    const rows = await Promise.all(
      (Object.keys(calls) as Call[]).map(async (call, row) => {
        const { method, path: matches } = calls[call];
        const cells = await Promise.all(
          faults.map(async (fault, column) =>
            limit(async () => cell(call, { method, path: matches, fault }, `test-${process.pid}-${row}-${column}`)),
          ),
        );
        return [call, ...cells];
      }),
    );
    const known = new Set(['measured', 'measured; its container goes later', 'left out', 'failed']);
    expect(rows.flatMap(([call, ...cells]) => cells.flatMap((one) => (known.has(one) ? [] : [`${call}: ${one}`])))).toEqual([]);
    const table = [['asked to', ...faults], ['---', ...faults.map(() => '---')], ...rows];
    await expectSection('answers', table.map((row) => `| ${row.join(' | ')} |`).join('\n'));
    // What could not be removed goes at the next start of a lab, or with `clean`; here the process that made it still runs.
    expect(await removeOrphans(engine.door)).toBe(0);
    await removeContainersOf(engine.door, small.here.root);
    expect(await listContainers(engine.door, `sockatlas.checkout=${small.here.root}`)).toEqual([]);
  });

  test.each(['list containers', 'inspect an image', 'inspect a container', 'remove a container', 'wait for a container'] as const)(
    'one faulty answer when it is asked to %s costs nothing',
    async (call) => {
      const { method, path: matches } = calls[call];
      const cells = await Promise.all(worst.map(async (fault) => cell(call, { method, path: matches, fault, times: 1 }, 'once')));
      expect(new Set(cells)).toEqual(new Set(['measured']));
    },
  );
});
