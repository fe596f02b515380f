import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusterOf, membersOf } from './cluster.ts';
import type { Tree } from './cluster.ts';

const apart = (one: number, other: number): number => Math.abs(one - other);

test('the nearest are joined first, and distances are averages over all members', () => {
  const tree = clusterOf([0, 1, 10, 14], apart) as Extract<Tree<number>, { kind: 'node' }>;
  expect(tree.parts.map((part) => membersOf(part))).toEqual([
    [0, 1],
    [10, 14],
  ]);
  expect(tree.distance).toBe((10 + 14 + 9 + 13) / 4);
});

test('things at no distance from each other share a leaf', () => {
  expect(clusterOf([3, 3, 3], apart)).toEqual({ kind: 'leaf', members: [3, 3, 3] });
});

test('of equally near pairs the first is joined, so that the tree does not change from day to day', () => {
  const tree = clusterOf([0, 1, 2], apart) as Extract<Tree<number>, { kind: 'node' }>;
  expect(tree.parts.map((part) => membersOf(part))).toEqual([[0, 1], [2]]);
});

test('no thing is lost and none comes twice', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 12 }), (things) => {
      const tree = clusterOf(things, apart);
      expect(tree === undefined ? [] : membersOf(tree).toSorted((one, other) => one - other)).toEqual(
        things.toSorted((one, other) => one - other),
      );
    }),
  );
});

test('nothing makes no tree', () => expect(clusterOf([], apart)).toBeUndefined());
