import { expect, test } from 'vitest';
import { caseWith, close, pair, read, write } from '../../facts/fixture.ts';
import type { WrittenStep } from '../../facts/fixture.ts';
import { layoutOf } from './layout.ts';
import { sequenceOf } from './sequence.ts';
import type { Arrow } from './sequence.ts';

/** Arrows of all rows, as `a -> b: 5 bytes (data)`. */
function arrowsIn(steps: WrittenStep[], outcomes: string[]): string[] {
  const { rows, lanes } = sequenceOf(caseWith(...steps), outcomes);
  const nameOf = (lane: number): string => lanes[lane]?.names[0] ?? '?';
  return rows.flatMap(({ arrows }) =>
    arrows.map(({ from, to, words, kind }: Arrow) => `${nameOf(from)} -> ${nameOf(to)}: ${words} (${kind})`),
  );
}

test('what is written is an arrow to the other end, and what was not taken is none', () => {
  expect(arrowsIn([pair(), write('a'), write('a')], ['done', '5', 'EPIPE'])).toEqual([
    'a -> b: connected (connect)',
    'a -> b: 5 bytes (data)',
  ]);
});

test('an end that goes says so to the other: plainly, or with data unread, or with SO_LINGER 0', () => {
  expect(arrowsIn([pair('tcp4'), close('b')], ['done', '0']).at(-1)).toBe('b -> a: gone (fin)');
  expect(arrowsIn([pair('tcp4'), write('a'), close('b')], ['done', '5', '0']).at(-1)).toBe('b -> a: gone, data unread (reset)');
  const linger: WrittenStep = { call: 'setsockopt', fd: 'b', option: 'SO_LINGER', value: [1, 0] };
  expect(arrowsIn([pair('tcp4'), linger, close('b')], ['done', '0', '0']).at(-1)).toBe('b -> a: gone, SO_LINGER 0 (reset)');
});

test('closing one of two copies says nothing to the other end', () => {
  const steps: WrittenStep[] = [pair(), { call: 'dup', fd: 'b', as: 'c' }, close('b')];
  expect(arrowsIn(steps, ['done', 'done', '0'])).toEqual(['a -> b: connected (connect)']);
  expect(sequenceOf(caseWith(...steps), ['done', 'done', '0']).lanes.map(({ names }) => names)).toEqual([['a'], ['b', 'c']]);
});

test('a process that is killed takes its end with it', () => {
  const steps: WrittenStep[] = [pair(), { call: 'fork', as: 'child', takes: ['b'] }, { call: 'kill', process: 'child' }];
  expect(arrowsIn(steps, ['done', 'done', 'done']).at(-1)).toBe('b -> a: gone (fin)');
});

test('a call that waits is known from its start on, and whether it returned', () => {
  const steps: WrittenStep[] = [pair(), { ...read('a'), async: 'waiting' }, { call: 'await', of: 'waiting' }];
  const blocked = sequenceOf(caseWith(...steps), ['done', 'started', 'blocks']).rows.at(-1);
  expect(blocked).toMatchObject({ since: 1, blocks: true, lane: 0 });
});

test('two behaviours side by side differ first where one outcome is another', () => {
  const theCase = caseWith(pair(), close('b'), read('a'), write('a'));
  expect(sequenceOf(theCase, ['done', '0', 'EOF', 'EPIPE'], ['done', '0', 'EOF', 'EPIPE+SIGPIPE']).differs).toBe(3);
  expect(sequenceOf(theCase, ['done', '0', 'EOF', 'EPIPE'], ['done', '0', 'EOF', 'EPIPE']).differs).toBeUndefined();
  expect(sequenceOf(theCase, ['done', '0', 'EOF', 'EPIPE'], ['done', '0']).differs).toBe(2);
});

test('rows stand below each other and lanes beside each other, inside the picture', () => {
  const layout = layoutOf(sequenceOf(caseWith(pair(), write('a'), close('b'), read('a')), ['done', '5', '0', 'ECONNRESET']));
  expect(layout.rows).toEqual(layout.rows.toSorted((one, other) => one - other));
  expect(Math.max(...layout.lanes)).toBeLessThan(layout.width);
  expect(Math.max(...layout.rows)).toBeLessThan(layout.height);
});
