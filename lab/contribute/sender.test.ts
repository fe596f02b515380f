import { expect, test } from 'vitest';
import { senderOf } from './sender.ts';

test('nobody in particular is unnamed', () => {
  expect(senderOf({})).toEqual({ contributor: 'unnamed' });
});

test('of a CI run its repository is kept, so that equal runs give equal results', () => {
  expect(senderOf({ ci: 'https://github.com/o/r/actions/runs/123/attempts/2' })).toEqual({ ci: 'https://github.com/o/r/actions' });
});

test.each([
  [{ contributor: '  ' }],
  [{ contributor: 'x'.repeat(101) }],
  [{ contributor: '<b>' }],
  [{ contributor: 'a\u001b[0m' }],
  [{ ci: 'https://example.org/' }],
  [{ ci: 'javascript:alert(1)//a/b/actions/runs/1' }],
  [{ ci: 'https://github.com/o/r/actions/runs/1', contributor: 'Ann' }],
])('%j is refused', (options) => {
  expect(() => senderOf(options)).toThrow(expect.objectContaining({ code: 'bad-request' }));
});
