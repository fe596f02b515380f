import { expect, test } from 'vitest';
import type { Result } from '../results/result.ts';
import { places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { checkScenario } from '../scenario/check-scenario.ts';
import { checkScenarios } from './check-scenarios.ts';
import { loadAlphabets } from './load-alphabets.ts';
import type { LinkModels } from './models.ts';

async function caseOf(steps: string): Promise<Case> {
  const yaml = `title: t\nquestion: q\nsteps:\n  - { call: connect-pair, link: unix-pair, as: [x, y] }\n${steps}`;
  const { scenario, diagnostics } = await checkScenario('s', 's.yaml', yaml, new Map());
  const [one] = scenario?.cases ?? [];
  if (one === undefined) throw new Error(JSON.stringify(diagnostics));
  return one;
}

/** A model in which every call gives `0` and nothing changes, but a.write `n` and a.read this. */
async function modelWhere(read: string): Promise<LinkModels> {
  const alphabet = (await loadAlphabets(places())).find((one) => one.link === 'unix-pair' && one.name === 'connection');
  if (alphabet === undefined) throw new Error('no alphabet');
  const row = alphabet.letters.map(({ name }) => ({ output: name === 'a.write' ? 'n' : name === 'a.read' ? read : '0', next: 0 }));
  const systems = [{ target: 'here', identity: { name: 'linux', libc: { name: 'glibc' }, arch: 'x86_64' } as never, extra: 0 }];
  return { alphabet, models: [{ name: 'm', machine: { letters: row.length, states: [row] }, systems }], lacking: [] };
}

function resultOf(one: Case, outcomes: string[]): Result {
  const traces = [{ pacing: 'settled' as const, count: 10, outcomes }];
  return { target: 'here', cases: { [one.id]: { hash: one.hash, traces, run: 0 } } } as unknown as Result;
}

const closing = '  - { call: write, fd: x, data: hello }\n  - { call: close, fd: y }\n  - { call: read, fd: x }\n';

test('what was measured of a case and what the model says are the same, or it is listed', async () => {
  const one = await caseOf(closing);
  const results = [resultOf(one, ['done', '5', '0', 'ECONNRESET'])];
  expect(checkScenarios(await modelWhere('ECONNRESET'), [one], results)).toEqual({ compared: 1, disagreements: [] });
  expect(checkScenarios(await modelWhere('ECONNRESET or EOF'), [one], results).disagreements).toEqual([]);
  expect(checkScenarios(await modelWhere('EOF'), [one], results).disagreements).toEqual([
    { target: 'here', id: 's', step: 'read x', model: 'EOF', measured: 'ECONNRESET' },
  ]);
});

test('a call that waits in a scenario returns EAGAIN in the model', async () => {
  const one = await caseOf('  - { call: read, fd: x }\n');
  expect(checkScenarios(await modelWhere('EAGAIN'), [one], [resultOf(one, ['done', 'blocks'])]).disagreements).toEqual([]);
});

test('a case that reads only a part, or does what is no letter, is not compared', async () => {
  const partly = await caseOf(closing.replace('read, fd: x', 'read, fd: x, size: 2'));
  const other = await caseOf(`${closing}  - { call: getpeername, fd: x }\n`);
  const results = [partly, other].map((one) => resultOf(one, ['done', '5', '0', 'EOF', '=unnamed']));
  expect(checkScenarios(await modelWhere('EOF'), [partly, other], results).compared).toBe(0);
});
