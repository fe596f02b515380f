import type { JSX } from 'preact';
import type { System } from '../../atlas/system.ts';
import type { Tree } from './cluster.ts';

const rowHeight = 26;
const span = 260;
const textWidth = 420;

/** The tree as a picture. The list beside it says the same: to whoever cannot see it, this is one image with a name. */
export function Dendrogram({ tree, nameOf }: { tree: Tree<System>; nameOf: (members: readonly System[]) => string }): JSX.Element {
  const leaves = leavesOf(tree);
  const widest = distanceIn(tree);
  const xOf = (distance: number): number => 8 + span * (1 - (widest === 0 ? 0 : Math.sqrt(distance / widest)));
  const height = leaves.length * rowHeight + 10;
  const width = span + textWidth;
  return (
    <div class="scrolling picture" role="region" aria-label="Tree of systems" tabIndex={0}>
      <svg
        class="dendrogram"
        role="img"
        aria-label="Tree of systems. The list below says the same."
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
      >
        <BranchLines tree={tree} leaves={leaves} xOf={xOf} />
        {leaves.map((leaf, index) => (
          <text key={index} x={span + 18} y={yOf(index) + 4}>
            {nameOf(leaf)}
            {leaf.length > 1 ? ` (${leaf.length})` : ''}
          </text>
        ))}
      </svg>
    </div>
  );
}

interface LinesProps {
  tree: Tree<System>;
  leaves: readonly System[][];
  xOf: (distance: number) => number;
}

function BranchLines({ tree, leaves, xOf }: LinesProps): JSX.Element | null {
  if (tree.kind === 'leaf') return null;
  const x = xOf(tree.distance);
  const ys = tree.parts.map((part) => middleOf(part, leaves));
  return (
    <g>
      <path d={`M${x} ${ys[0]}V${ys[1]}`} />
      {tree.parts.map((part, index) => (
        <path key={index} d={`M${x} ${ys[index]}H${part.kind === 'leaf' ? span + 10 : xOf(part.distance)}`} />
      ))}
      {tree.parts.map((part, index) => (
        <BranchLines key={index} tree={part} leaves={leaves} xOf={xOf} />
      ))}
    </g>
  );
}

function leavesOf(tree: Tree<System>): System[][] {
  return tree.kind === 'leaf' ? [tree.members] : tree.parts.flatMap((part) => leavesOf(part));
}

function distanceIn(tree: Tree<System>): number {
  return tree.kind === 'leaf' ? 0 : tree.distance;
}

function middleOf(tree: Tree<System>, leaves: readonly System[][]): number {
  if (tree.kind === 'leaf') return yOf(leaves.findIndex((leaf) => leaf === tree.members));
  const [one, other] = tree.parts;
  return (middleOf(one, leaves) + middleOf(other, leaves)) / 2;
}

function yOf(index: number): number {
  return index * rowHeight + rowHeight / 2 + 4;
}
