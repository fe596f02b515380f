import { expect, test } from 'vitest';
import type { Case } from '../scenario/case.ts';
import { silenceOf } from './silence.ts';

const patience = { start: 1, answer: 60_000, total: 1 };

/** A case with a step for each of these timers (ms). */
const caseOf = (...timers: number[]): Case => ({ steps: timers.map((timerMs) => (timerMs === 0 ? {} : { timerMs })) }) as unknown as Case;

test('a target may be silent for as long as its longest case takes in both pacings, and a minute more', () => {
  const [short, long] = [caseOf(0, 0), caseOf(0, 0, 0, 0, 0, 0)];
  expect(silenceOf([short, long, short], 10, 1, patience)).toBe(60_000 + 6 * 200 * 20);
  expect(silenceOf([short], 10, 1, patience)).toBe(60_000 + 2 * 200 * 20);
});

test('a slow machine gets longer for the calls, and not for the timers that end them', () => {
  expect(silenceOf([caseOf(0, 5000, 1000)], 5, 4, patience)).toBe(60_000 + (3 * 200 * 4 + 6000) * 10);
  // The agent gives no credit for a machine that is faster than ordinary.
  expect(silenceOf([caseOf(0)], 5, 0.2, patience)).toBe(60_000 + 200 * 10);
});
