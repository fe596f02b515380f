import { expect, test } from 'vitest';
import { seenText } from './seen.ts';

const returned = (settled: string[], backToBack: string[] = settled) => ({
  'back-to-back': new Set(backToBack),
  settled: new Set(settled),
});

test('what all trials returned stands alone', () => {
  expect(seenText(returned(['EOF']))).toBe('`EOF`');
});

test('what only trials back-to-back returned is said to be so, and nothing of the kind where they agree', () => {
  expect(seenText(returned(['EOF'], ['EOF', 'ECONNRESET']))).toBe('`EOF`, back-to-back sometimes `ECONNRESET`');
  expect(seenText(returned(['EOF'], ['EOF']))).not.toContain('back-to-back');
});

test('what settled trials do not agree on is each time only sometimes so', () => {
  expect(seenText(returned(['EOF', 'ECONNRESET']))).toBe('sometimes `ECONNRESET`, sometimes `EOF`');
});

test('bytes that are others in every trial are not listed, those of two sorts are', () => {
  expect(seenText(returned(['5 "a"', '5 "b"', '5 "c"', 'EOF']))).toBe('sometimes `5` with bytes that vary, sometimes `EOF`');
  expect(seenText(returned(['5 "a"', '5 "b"']))).toBe('sometimes `5 "a"`, sometimes `5 "b"`');
  expect(seenText(returned(['5 "a"', '5 "b"', '5 "c"']))).toBe('`5` with bytes that vary');
});
