import { Writable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import type { Target } from '../../targets/target.ts';
import { formatDuration } from './duration.ts';
import { plainProgress } from './plain.ts';

const target: Target = { id: 'native', kind: 'native', title: 'This machine' };

function collector(): { stream: Writable; text: () => string } {
  const parts: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk.toString());
      done();
    },
  });
  return { stream, text: () => parts.join('') };
}

afterEach(() => {
  vi.useRealTimers();
});

test('a target has a line when it begins to run, one for every half minute, and one with its duration', async () => {
  vi.useFakeTimers();
  const { stream, text } = collector();
  const progress = plainProgress(stream);
  progress.stage(target, 'getting ready');
  progress.stage(target, 'waiting');
  progress.stage(target, 'running 3 of 4 cases');
  vi.advanceTimersByTime(35_000);
  progress.answered(target, 2);
  vi.advanceTimersByTime(30_000);
  progress.end(target, { status: 'measured', summary: '3 cases' });
  await progress.close();
  vi.advanceTimersByTime(65_000);
  expect(text().split('\n')).toEqual([
    'native: running 3 of 4 cases',
    'native: still running 3 of 4 cases, 30 s',
    'native: still running 3 of 4 cases, 2 answered, 1 min 0 s',
    'native: measured 3 cases in 1 min 5 s',
    '',
  ]);
});

test('the line with which a target ends says what is new about it', () => {
  const { stream, text } = collector();
  plainProgress(stream).end(target, { status: 'measured', summary: '3 cases', news: 'as debian-12 in all 3 cases' });
  expect(text()).toBe('native: measured 3 cases in 0.0 s; as debian-12 in all 3 cases\n');
});

test('only the first line of a failure is told while others still run', () => {
  const { stream, text } = collector();
  plainProgress(stream).end(target, { status: 'failed', summary: 'it broke\nand here is why' });
  expect(text()).toBe('native: failed: it broke\n');
});

test.each([
  [0, '0.0 s'],
  [9_940, '9.9 s'],
  [59_400, '59 s'],
  [125_000, '2 min 5 s'],
])('%i ms are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
