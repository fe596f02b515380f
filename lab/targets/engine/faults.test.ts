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
import { engineFor } from './fixture.ts';
import { reapOrphans, removeContainers } from './reap.ts';

const available = await engineFor('faults.test.ts');

/** Long enough for an engine that takes `usualMs` for a measurement without any fault, short enough for a hundred faults. */
const boundsFor = (usualMs: number): Bounds => ({
  ping: Math.max(3000, usualMs),
  reading: Math.max(3000, usualMs),
  work: Math.max(6000, 4 * usualMs),
  removal: Math.max(3000, usualMs),
  pull: Math.max(3000, usualMs),
  build: Math.max(10_000, 4 * usualMs),
  inspection: 300,
  drain: Math.max(3000, usualMs),
  again: 20,
  farewell: 300,
});

/** Every call that the lab makes when it measures, as the engine sees it, and what a target must be like so that it is made. */
const calls = {
  'answer a ping': { method: 'GET', path: /^\/_ping$/ },
  'say what it is': { method: 'GET', path: /^\/info$/ },
  'say its version': { method: 'GET', path: /^\/version$/ },
  'list containers': { method: 'GET', path: /^\/containers\/json$/ },
  'inspect an image': { method: 'GET', path: /^\/images\/.*\/json$/ },
  'pull an image': { method: 'POST', path: /^\/images\/create$/, base: 'missing' },
  'import an image': { method: 'POST', path: /^\/images\/create$/, base: 'made' },
  'name an image': { method: 'POST', path: /^\/images\/.*\/tag$/, base: 'made' },
  'remove an image': { method: 'DELETE', path: /^\/images\//, base: 'made' },
  'build an image': { method: 'POST', path: /^\/build$/, base: 'own' },
  'create a container': { method: 'POST', path: /^\/containers\/create$/ },
  'connect to a container': { method: 'POST', path: /^\/containers\/.*\/attach$/ },
  'start a container': { method: 'POST', path: /^\/containers\/.*\/start$/ },
  'wait for a container': { method: 'POST', path: /^\/containers\/.*\/wait$/ },
  'inspect a container': { method: 'GET', path: /^\/containers\/.*\/json$/ },
  'remove a container': { method: 'DELETE', path: /^\/containers\// },
} as const;
type Call = keyof typeof calls;

const worst = ['cut after the header', 'never', 'HTTP 500'] as const;

describe.skipIf(available === undefined)('an engine whose answers are faulty', { timeout: 300_000 }, () => {
  const engine = available as Engine;
  let small: SmallTarget;
  let path: string;
  let bounds = boundsFor(60_000);

  beforeAll(async () => {
    small = await smallTarget(engine);
    // In place of mmdebstrap: a program that writes the same small image.
    path = await mkdtemp(join(tmpdir(), 'faults-'));
    await writeFile(join(path, 'image.tar'), small.archive);
    await writeFile(join(path, 'mmdebstrap'), `#!/bin/sh\ncat '${path}/image.tar'\n`);
    await chmod(join(path, 'mmdebstrap'), 0o755);
    // The image that most of them use; a fault in its build is a row of its own.
    await measured({ target: small.target('all') }, engine.door.place);
    const begun = performance.now();
    const { outcome } = await measured({ target: small.target('all') }, engine.door.place);
    bounds = boundsFor(performance.now() - begun);
    expect(outcome).toMatchObject({ status: 'measured', summary: '1 case' });
  }, 120_000);

  afterAll(async () => small.remove());

  async function measured({ target }: { target: ContainerTarget }, host: string) {
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
      patience: { start: 30_000, answer: 30_000, total: 60_000 },
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
      const { outcome, notes } = await measured({ target: small.target(base === 'own' ? name : 'all', over) }, `unix://${proxy.socket}`);
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
    const limit = pLimit(10);
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
    const table = [['asked to', ...faults], ['---', ...faults.map(() => '---')], ...rows];
    await expectSection('answers', table.map((row) => `| ${row.join(' | ')} |`).join('\n'));
    // What could not be removed goes at the next start of a lab, or with `clean`; here the process that made it still runs.
    expect(await reapOrphans(engine.door, small.here.root)).toBe(0);
    await removeContainers(engine.door, small.here.root);
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
