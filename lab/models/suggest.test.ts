import { expect, test } from 'vitest';
import { places } from '../root.ts';
import type { Identity } from '../atlas/identity.ts';
import { checkScenario } from '../scenario/check-scenario.ts';
import type { Alphabet } from './alphabet.ts';
import { compareMachines } from './compare.ts';
import { loadAlphabets } from './load-alphabets.ts';
import type { Mealy } from './mealy.ts';
import type { LinkModels } from './models.ts';
import { pairEnds, wordOfCase } from './scenario-words.ts';
import { scenarioFileOf, suggestions } from './suggest.ts';

const identity: Identity = { name: 'linux', libc: { name: 'glibc' }, arch: 'x86_64' } as Identity;

async function streams(): Promise<{ alphabet: Alphabet; letter: (name: string) => number; models: LinkModels }> {
  const alphabet = (await loadAlphabets(places())).find((one) => one.link === 'unix-pair' && one.name === 'connection');
  if (alphabet === undefined) throw new Error('no alphabet');
  const letter = (name: string): number => alphabet.letters.findIndex((one) => one.name === name);
  // A machine that says only this much: after b.close, a.write gives this.
  const machine = (given: string): Mealy => ({
    letters: alphabet.letters.length,
    states: [0, 1].map((state) =>
      alphabet.letters.map(({ name }) => ({
        output: state === 1 && name === 'a.write' ? given : '0',
        next: name === 'b.close' ? 1 : state,
      })),
    ),
  });
  const shared = (name: string, given: string) => ({ name, machine: machine(given), systems: [{ target: name, identity, extra: 1 }] });
  return { alphabet, letter, models: { alphabet, models: [shared('one', 'EPIPE+SIGPIPE'), shared('two', 'EPIPE')], lacking: [] } };
}

test('a difference is found with its shortest word, once for each cause', async () => {
  const { models, letter } = await streams();
  const [one, two] = models.models.map(({ machine }) => machine);
  if (one === undefined || two === undefined) throw new Error('no machines');
  const { groups } = compareMachines(one, two);
  expect(groups.map(({ one: a, other: b, differences }) => [a, b, differences[0]?.word])).toEqual([
    ['EPIPE+SIGPIPE', 'EPIPE', [letter('b.close'), letter('a.write')]],
  ]);
  expect(compareMachines(one, one).groups).toEqual([]);
});

test('a suggestion is a scenario that passes check, and is the word that it came from', async () => {
  const { alphabet, models } = await streams();
  const [suggestion, ...others] = suggestions(models, []);
  expect(others).toEqual([]);
  if (suggestion === undefined) throw new Error('nothing was suggested');
  const { id, text } = scenarioFileOf(suggestion);
  const { scenario, diagnostics } = await checkScenario(id, `${id}.yaml`, text, new Map());
  expect(diagnostics).toEqual([]);
  const [one] = scenario?.cases ?? [];
  expect(one && wordOfCase(alphabet, pairEnds(alphabet), one)?.letters).toEqual(suggestion.word);
});

test('what a scenario shows already is not suggested, from whichever end it looks', async () => {
  const { models } = await streams();
  const cases = async (link: string, writer: string, closer: string) => {
    const steps = `  - { call: connect-pair, link: ${link}, as: [x, y] }\n  - { call: close, fd: ${closer} }\n  - { call: write, fd: ${writer}, data: hello }\n`;
    return (await checkScenario('s', 's.yaml', `title: t\nquestion: q\nsteps:\n${steps}`, new Map())).scenario?.cases ?? [];
  };
  expect(suggestions(models, await cases('unix-pair', 'x', 'y'))).toEqual([]);
  expect(suggestions(models, await cases('unix-pair', 'y', 'x'))).toEqual([]);
  expect(suggestions(models, await cases('tcp4', 'x', 'y'))).toHaveLength(1);
});
