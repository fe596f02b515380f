/** A tree of things: a leaf holds those that are at no distance from each other, a node two trees and how far apart they are. */
export type Tree<Thing> = { kind: 'leaf'; members: Thing[] } | { kind: 'node'; distance: number; parts: [Tree<Thing>, Tree<Thing>] };

/**
 * Average linkage: joins again and again the two trees whose members are the least far apart on average. Of equally near pairs the first in the order of the things
 * is joined, so the same things in the same order make the same tree. Things at no distance from each other share a leaf. Undefined for no things.
 */
export function clusterOf<Thing>(things: readonly Thing[], distance: (one: Thing, other: Thing) => number): Tree<Thing> | undefined {
  const trees: Tree<Thing>[] = things.map((thing) => ({ kind: 'leaf', members: [thing] }));
  const known = new Map<Thing, Map<Thing, number>>();
  const between = (one: Thing, other: Thing): number => {
    const row = known.get(one) ?? new Map<Thing, number>();
    known.set(one, row);
    const value = row.get(other) ?? distance(one, other);
    row.set(other, value);
    return value;
  };
  while (trees.length > 1) {
    const { first, second, apart } = nearestPair(trees, between);
    const [one, other] = [trees[first], trees[second]];
    if (one === undefined || other === undefined) break;
    const joined: Tree<Thing> =
      apart === 0 && one.kind === 'leaf' && other.kind === 'leaf'
        ? { kind: 'leaf', members: [...one.members, ...other.members] }
        : { kind: 'node', distance: apart, parts: [one, other] };
    trees.splice(second, 1);
    trees[first] = joined;
  }
  return trees[0];
}

/** All things in a tree, in its order. */
export function membersOf<Thing>(tree: Tree<Thing>): Thing[] {
  return tree.kind === 'leaf' ? tree.members : tree.parts.flatMap((part) => membersOf(part));
}

function nearestPair<Thing>(
  trees: readonly Tree<Thing>[],
  between: (one: Thing, other: Thing) => number,
): { first: number; second: number; apart: number } {
  let best = { first: 0, second: 1, apart: Infinity };
  const members = trees.map((tree) => membersOf(tree));
  for (const [first, ours] of members.entries()) {
    for (let second = first + 1; second < members.length; second++) {
      const theirs = members[second] ?? [];
      let sum = 0;
      for (const one of ours) for (const other of theirs) sum += between(one, other);
      const apart = sum / (ours.length * theirs.length);
      if (apart < best.apart) best = { first, second, apart };
    }
  }
  return best;
}
