import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LabError } from '../failure.ts';
import { places } from '../root.ts';
import { agentFiles, hashOf } from '../targets/agent-source.ts';
import type { AgentOutput, Prepared } from '../targets/driver.ts';
import { prepare } from '../targets/drivers.ts';
import { silent, type Progress } from '../targets/progress.ts';
import { loadTargets } from '../targets/targets.ts';
import type { Alphabet } from './alphabet.ts';
import { learnSystems } from './learn-systems.ts';
import { learnTarget } from './learn-target.ts';
import { loadAlphabets } from './load-alphabets.ts';
import { machineFile } from './model-file.ts';
import { outputsOf, type Mealy } from './mealy.ts';
import { readModels } from './model-store.ts';

const signal = new AbortController().signal;
const files = await agentFiles(places());
const agent = { files, hash: hashOf(files) };
const target = (await loadTargets(places())).find(({ kind }) => kind === 'native');

async function native(): Promise<Prepared> {
  if (target === undefined) throw new Error('no native target');
  const preparation = await prepare(target, { places: places(), env: process.env, signal, agent, note: () => undefined });
  if ('skipped' in preparation) throw new Error(preparation.skipped);
  return preparation.ready;
}

async function alphabetOf(wanted: string): Promise<Alphabet> {
  const found = (await loadAlphabets(places())).find(({ link, name }) => link === wanted && name === 'connection');
  if (found === undefined) throw new Error('no alphabet');
  return found;
}

/** Some letters of an alphabet, asked settled from the first word on: what they return then does not depend on how busy this machine is. */
async function settled(link: string, ...names: string[]): Promise<Alphabet> {
  const whole = await alphabetOf(link);
  const letters = whole.letters.filter(({ name }) => names.includes(name));
  if (letters.length !== names.length) throw new Error('a letter is missing');
  return { ...whole, pacing: 'settled', letters, flows: [] };
}

async function learnOn(prepared: Prepared, alphabet: Alphabet, reference?: Mealy, extra = 1) {
  if (target === undefined) throw new Error('no native target');
  const { learned, starts } = await learnTarget({
    target,
    prepared,
    agentHash: agent.hash,
    signal,
    alphabets: [alphabet],
    reference: () => reference,
    extraOf: () => extra,
    heard: () => undefined,
    finished: async () => undefined,
  });
  return { one: learned[0], starts };
}

test('this machine learned twice gives the same bytes, and the second time in three starts', async () => {
  const [prepared, alphabet] = [await native(), await alphabetOf('pipe')];
  const { one } = await learnOn(prepared, alphabet);
  if (one === undefined || !('machine' in one)) throw new Error('nothing was learned');
  const write = alphabet.letters.findIndex(({ name }) => name === 'a.write');
  const close = alphabet.letters.findIndex(({ name }) => name === 'b.close');
  const closed = one.machine.states[0]?.[close]?.next ?? -1;
  expect(one.machine.states[closed]?.[write]?.output).toBe('EPIPE+SIGPIPE');
  const again = await learnOn(prepared, alphabet, one.machine);
  if (again.one === undefined || !('machine' in again.one)) throw new Error('nothing was learned');
  expect(machineFile(alphabet, again.one.machine)).toEqual(machineFile(alphabet, one.machine));
  expect(again.starts).toBe(3);
});

test('a target that dies in the middle is a failure that says so, and no model', async () => {
  const [prepared, alphabet] = [await native(), await alphabetOf('pipe')];
  let runs = 0;
  const dying: Prepared = {
    ...prepared,
    run: async (plan, limits): Promise<AgentOutput> => {
      runs++;
      if (runs < 4) return prepared.run(plan, limits);
      return { stdout: '', stderr: '', exitCode: undefined, fault: 'was killed by SIGKILL' };
    },
  };
  const { one } = await learnOn(dying, alphabet);
  expect(one !== undefined && 'failed' in one ? one.failed : undefined).toBeInstanceOf(LabError);
  expect(one !== undefined && 'failed' in one ? one.failed.message : '').toContain('was killed by SIGKILL');
});

test.each(['unix-pair', 'tcp4'])('%s learned twice from nothing gives the same bytes', async (link) => {
  const prepared = await native();
  const alphabet = await settled(link, 'a.write', 'a.read', 'a.error', 'b.read', 'b.close');
  const once = async () => {
    const { one } = await learnOn(prepared, alphabet, undefined, 0);
    if (one === undefined || !('machine' in one)) throw new Error('nothing was learned');
    return one.machine;
  };
  const machine = await once();
  expect(machineFile(alphabet, await once())).toEqual(machineFile(alphabet, machine));
  // The question that the lab began with: we wrote, the peer closed without reading.
  const word = ['a.write', 'b.close', 'a.read', 'a.read'].map((name) => alphabet.letters.findIndex((letter) => letter.name === name));
  if (process.platform === 'linux') expect(outputsOf(machine, word)).toEqual(['n', '0', 'ECONNRESET', 'EOF']);
});

test('what was learned before an interrupt stays, and is not learned again', async () => {
  const root = await mkdtemp(join(tmpdir(), 'sockatlas-learn-'));
  try {
    const here = { ...places(), root, reports: join(root, 'reports'), results: join(root, 'reports', 'results') };
    const quick = await alphabetOf('pipe');
    const long = await alphabetOf('tcp4');
    if (target === undefined) throw new Error('no native target');
    const run = async (alphabets: Alphabet[], interrupt: AbortController) => {
      const progress: Progress = {
        ...silent,
        note: (_, text) => (text.startsWith('pipe.connection learned') ? interrupt.abort() : undefined),
      };
      const common = { places: here, env: process.env, targets: [target], extra: 0, jobs: 1, fresh: false };
      return learnSystems({ ...common, alphabets, progress, signal: interrupt.signal });
    };
    await expect(run([quick, long], new AbortController())).rejects.toThrow();
    const { systems } = await readModels(here);
    expect(systems.map(({ models }) => Object.keys(models))).toEqual([['pipe.connection']]);
    const [again] = await run([quick], new AbortController());
    expect(again?.status).toBe('current');
    // A budget that is used up ends it as well, as an outcome.
    const common = { places: here, env: process.env, targets: [target], extra: 0, jobs: 1, fresh: false, budgetMs: 1 };
    const [late] = await learnSystems({ ...common, alphabets: [long], progress: silent, signal });
    expect(late?.status).toBe('interrupted');
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
