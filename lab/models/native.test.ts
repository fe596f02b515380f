import { expect, test } from 'vitest';
import { LabError } from '../failure.ts';
import { places } from '../root.ts';
import { agentFiles, hashOf } from '../targets/agent-source.ts';
import type { AgentOutput, Prepared } from '../targets/driver.ts';
import { prepare } from '../targets/drivers.ts';
import { loadTargets } from '../targets/targets.ts';
import type { Alphabet } from './alphabet.ts';
import { learnTarget } from './learn-target.ts';
import { loadAlphabets } from './load-alphabets.ts';
import { machineFile } from './model-file.ts';
import type { Mealy } from './mealy.ts';

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

async function pipe(): Promise<Alphabet> {
  const found = (await loadAlphabets(places())).find(({ link, name }) => link === 'pipe' && name === 'connection');
  if (found === undefined) throw new Error('no alphabet');
  return found;
}

async function learnOn(prepared: Prepared, alphabet: Alphabet, reference?: Mealy) {
  if (target === undefined) throw new Error('no native target');
  const { learned, starts } = await learnTarget({
    target,
    prepared,
    agentHash: agent.hash,
    signal,
    alphabets: [alphabet],
    reference: () => reference,
    extraOf: () => 1,
    heard: () => undefined,
  });
  return { one: learned[0], starts };
}

test('this machine learned twice gives the same bytes, and the second time in three starts', async () => {
  const [prepared, alphabet] = [await native(), await pipe()];
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
  const [prepared, alphabet] = [await native(), await pipe()];
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
