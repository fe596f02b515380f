import { expect, test } from 'vitest';
import { identify } from '../atlas/identity.ts';
import { LabError } from '../failure.ts';
import type { LinkModels } from '../models/models.ts';
import { loadAlphabets } from '../models/load-alphabets.ts';
import type { Mealy } from '../models/mealy.ts';
import { plainRun } from '../results/fixture.ts';
import { places } from '../root.ts';
import { programOf } from './program.ts';
import { readWord, witnessOf } from './witness.ts';

const alphabet = (await loadAlphabets(places())).find(({ name, link }) => name === 'connection' && link === 'unix-pair');
if (alphabet === undefined) throw new Error('There is no alphabet of unix-pair.');
const word = readWord(alphabet, 'a.write b.close-reset, a.read');

/** A machine that answers just this word. */
function machineWith(outputs: readonly string[]): Mealy {
  const states = outputs.map((output, index) =>
    Array.from({ length: alphabet?.letters.length ?? 0 }, (_, letter) =>
      letter === word[index] ? { output, next: index + 1 } : undefined,
    ),
  );
  return { letters: alphabet?.letters.length ?? 0, states: [...states, []] };
}

const system = (target: string) => ({ target, identity: identify(plainRun), extra: 1 });
const models: LinkModels = {
  alphabet,
  models: [
    { name: 'one', machine: machineWith(['n', '0', 'ECONNRESET']), systems: [system('here')] },
    { name: 'two', machine: machineWith(['n', '0', 'EOF']), systems: [system('there')] },
  ],
  lacking: [],
};

test('a word of a model becomes a program that expects what the model says, and tells which systems differ', () => {
  const witness = witnessOf(models, word);
  expect(witness.expectation.outcomes).toEqual(['done', '0', '0', 'n', '0', '0', 'ECONNRESET']);
  expect(witness.expectation.others).toEqual(['there: a.read: EOF instead of ECONNRESET']);
  const program = programOf({ ...witness, command: 'lab repro' });
  expect(program).toContain('expect(returned(write(a, "x", 1)), "n");');
  expect(program).toContain('expect(returned(set_linger(b, 1, 0)), "0");');
  expect(program).toContain('expect(received(read(a, buffer, 64)), "ECONNRESET");');
});

test('a system that is named decides what is expected', () => {
  expect(witnessOf(models, word, 'there').expectation.outcomes.at(-1)).toBe('EOF');
  expect(() => witnessOf(models, word, 'ther')).toThrow("There is no model of 'ther'. Did you mean 'there'?");
});

test('a letter that is none is refused with the nearest', () => {
  expect(() => readWord(alphabet, 'a.wirte')).toThrow(LabError);
  expect(() => readWord(alphabet, 'a.wirte')).toThrow("There is no letter 'a.wirte'. Did you mean 'a.write'?");
});
