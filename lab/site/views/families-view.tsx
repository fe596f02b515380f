import type { JSX } from 'preact';
import { byRank } from '../../atlas/group.ts';
import { nameGroups } from '../../atlas/group-name.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import type { System } from '../../atlas/system.ts';
import { clusterOf, membersOf } from '../families/cluster.ts';
import type { Tree } from '../families/cluster.ts';
import { compareSystems, distanceOf, fewestComparable } from '../families/distance.ts';
import { Dendrogram } from '../families/dendrogram.tsx';
import { splitBetween } from '../families/split.ts';
import { useHere } from '../parts/known.ts';
import { allOf, count, someOf } from '../../prose.ts';
import { choiceId } from '../../scenario/matrix.ts';
import { addressOf } from '../route/route.ts';

/** Which systems are alike: a tree, and at each of its splits what separates the two sides. */
export function FamiliesView(): JSX.Element {
  const { atlas } = useHere().known;
  const { tree, left } = familiesOf(atlas);
  return (
    <article>
      <h1>Families</h1>
      <p class="lead">
        Which systems behave alike. The further to the left two of them meet, the larger the share of cases in which they differ.
      </p>
      {tree === undefined ? (
        <p>Too little is measured.</p>
      ) : (
        <>
          <Dendrogram tree={tree} nameOf={idsOf} />
          <ul class="tree">
            <Branch tree={tree} />
          </ul>
        </>
      )}
      {left.length > 0 && (
        <p class="quiet">
          Not in the tree, since they share fewer than {fewestComparable} cases with another system: {allOf(left.map(({ id }) => id))}.
        </p>
      )}
    </article>
  );
}

/** The tree of the systems that can be compared with all others in it, and those that cannot. */
function familiesOf(atlas: Atlas): { tree: Tree<System> | undefined; left: System[] } {
  const kept: System[] = [];
  const left: System[] = [];
  const distances = new Map<string, number>();
  for (const system of atlas.systems.toSorted(byRank)) {
    const found = kept.map((other) => ({ other, distance: distanceOf(compareSystems(atlas, other, system)) }));
    if (found.some(({ distance }) => distance === undefined)) {
      left.push(system);
      continue;
    }
    for (const { other, distance } of found) distances.set(`${other.index} ${system.index}`, distance ?? 0);
    kept.push(system);
  }
  const between = (one: System, other: System): number =>
    distances.get(`${one.index} ${other.index}`) ?? distances.get(`${other.index} ${one.index}`) ?? 0;
  return { tree: clusterOf(kept, between), left };
}

/** Two sides that differ in less than this share of cases are not told one by one unless somebody asks: some of that is chance. */
const fine = 0.01;

/** A split as a sentence with the scenarios that show it best, and its two sides below. */
function Branch({ tree }: { tree: Tree<System> }): JSX.Element {
  if (tree.kind === 'leaf') return <li>{idsOf(tree.members)}</li>;
  if (tree.distance >= fine) {
    return (
      <li>
        <SplitPart tree={tree} />
      </li>
    );
  }
  return (
    <li>
      <details>
        <summary>
          {count(membersOf(tree).length, 'system')} that differ in at most {percent(tree.distance)} of cases: {idsOf(membersOf(tree))}
        </summary>
        <SplitPart tree={tree} />
      </details>
    </li>
  );
}

function SplitPart({ tree }: { tree: Extract<Tree<System>, { kind: 'node' }> }): JSX.Element {
  const { atlas } = useHere().known;
  const [one, other] = tree.parts.map((part) => membersOf(part)) as [System[], System[]];
  const { separating, compared, most } = splitBetween(atlas, one, other);
  return (
    <>
      <strong>{sideName(one, other)}</strong> and <strong>{sideName(other, one)}</strong> differ in {percent(tree.distance)} of cases on
      average. In {separating} of {compared} none of one side does what one of the other does
      {most.length > 0 && ', most of all in '}
      {most.map(({ scenario, cases, example }, index) => (
        <span key={scenario.id}>
          {index > 0 && ', '}
          <a href={addressOf(['scenario', scenario.id], { case: choiceId(example.matrix), a: one[0]?.id, b: other[0]?.id })}>
            {scenario.title}
          </a>{' '}
          ({cases})
        </span>
      ))}
      .
      <ul>
        {tree.parts.map((part, index) => (
          <Branch key={index} tree={part} />
        ))}
      </ul>
    </>
  );
}

/** A side by what tells it from the other, or by its systems where nothing short does. */
function sideName(side: readonly System[], other: readonly System[]): string {
  const [name = ''] = nameGroups([{ members: [...side] }, { members: [...other] }]);
  return name.includes('otherwise') || name.includes('under nothing else') ? idsOf(side) : name;
}

function idsOf(systems: readonly System[]): string {
  return someOf(
    systems.map(({ id }) => id),
    3,
  );
}

/** A share in words that does not round something to nothing. */
export function percent(share: number): string {
  const value = share * 100;
  return value === 0 ? 'none' : value < 0.1 ? 'less than 0.1 %' : `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
