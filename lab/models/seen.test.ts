import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { loadAlphabets } from './load-alphabets.ts';
import { hiddenFrom, readSeen } from './seen.ts';

const alphabet = (await loadAlphabets(places())).find(({ link, name }) => link === 'unix-pair' && name === 'connection');
const names = (letters: readonly number[]) => letters.map((letter) => alphabet?.letters[letter]?.name);

test('a text of calls and outcomes is read as what one end saw', () => {
  if (alphabet === undefined) throw new Error('no alphabet');
  const seen = readSeen(alphabet, 'a', 'send 5, recv ECONNRESET, SO_ERROR 0');
  expect(names(seen.map(({ letter }) => letter))).toEqual(['a.write', 'a.read', 'a.error']);
  expect(seen.map(({ output }) => output)).toEqual(['n', 'ECONNRESET', '=0']);
});

test('a call that is none, or has no outcome, is refused with what was meant', () => {
  if (alphabet === undefined) throw new Error('no alphabet');
  expect(() => readSeen(alphabet, 'a', 'raed EOF')).toThrow("There is no call 'raed' here. Did you mean 'read'?");
  expect(() => readSeen(alphabet, 'a', 'read')).toThrow("'read' is not a call and what it returned.");
});

test('what others do is hidden', () => {
  if (alphabet === undefined) throw new Error('no alphabet');
  expect(names(hiddenFrom(alphabet, 'a')).every((name) => name?.startsWith('b.'))).toBe(true);
});
