import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { diagramOf } from './diagram.ts';
import { loadAlphabets } from './load-alphabets.ts';
import type { Mealy } from './mealy.ts';

async function streams() {
  const alphabet = (await loadAlphabets(places())).find((one) => one.link === 'unix-pair' && one.name === 'connection');
  if (alphabet === undefined) throw new Error('no alphabet');
  /** 0 connected, 1 written, 2 peer closed with our data unread, 3 peer closed, 4 both closed. Only what is written here changes a state. */
  const changes: Record<string, string>[] = [
    { 'a.write': 'n 1', 'a.close': '0 4', 'b.close': '0 3', 'b.close-reset': '0 3' },
    { 'b.read': 'n 0', 'b.close': '0 2', 'b.close-reset': '0 2', 'a.close': '0 4' },
    { 'a.read': 'ECONNRESET 3', 'a.close': '0 4', 'a.error': '=ECONNRESET 3' },
    { 'a.close': '0 4' },
    {},
  ];
  const machine: Mealy = {
    letters: alphabet.letters.length,
    states: changes.map((row, state) =>
      alphabet.letters.map(({ name }) => {
        if ((name.startsWith('b.') && state > 1) || state === 4) return undefined;
        const [output = '0', next = String(state)] = row[name]?.split(' ') ?? [];
        return { output, next: Number(next) };
      }),
    ),
  };
  const word = (...names: string[]): number[] => names.map((one) => alphabet.letters.findIndex(({ name }) => name === one));
  return { alphabet, machine, word };
}

test('a picture has the ways to each state, and what ends and reads change; nothing that leaves a state as it is', async () => {
  const { alphabet, machine } = await streams();
  const { states, edges } = diagramOf(alphabet, machine);
  expect(states.map(({ state, group }) => [state, group])).toEqual([
    [0, 'the peer has its end open'],
    [1, 'the peer has its end open'],
    [2, 'the peer closed'],
    [3, 'the peer closed'],
  ]);
  expect(edges.map(({ from, to, labels }) => [from, to, labels.join(', ')])).toEqual([
    [0, 1, 'a.write'],
    [0, 3, 'b.close, b.close-reset'],
    [1, 2, 'b.close, b.close-reset'],
    [2, 3, 'a.read ECONNRESET, a.error =ECONNRESET'],
  ]);
});

test('the way of a word brings in what is not drawn otherwise, and leaves out what cannot be called', async () => {
  const { alphabet, machine, word } = await streams();
  const { states, edges } = diagramOf(alphabet, machine, word('a.write', 'b.read', 'b.close', 'b.read', 'a.close'));
  expect(states.filter(({ onPath }) => onPath).map(({ state }) => state)).toEqual([0, 1, 3, 4]);
  expect(edges.filter(({ steps }) => steps.length > 0).map(({ from, to, steps }) => [from, to, steps])).toEqual([
    [0, 1, [1]],
    [0, 3, [3]],
    [1, 0, [2]],
    [3, 4, [4]],
  ]);
});
