import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nestingOf } from './nesting.ts';

/** The same by recursion, for values that are shallow enough. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test('the nesting of any JSON is counted as its parsed value is deep, whatever its strings hold', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      expect(nestingOf(JSON.stringify(value), 100)).toBe(depthOf(value));
    }),
  );
});

test('a million brackets are not counted to their end', () => {
  expect(nestingOf('['.repeat(1_000_000), 16)).toBe(16);
});
