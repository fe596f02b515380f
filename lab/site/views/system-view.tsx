import type { JSX } from 'preact';
import { sentenceOf } from '../../atlas/identity.ts';
import { compareSystems, distanceOf } from '../families/distance.ts';
import { useHere } from '../parts/known.ts';
import { PlainTable } from '../parts/table.tsx';
import { addressOf } from '../route/route.ts';
import { percent } from './families-view.tsx';
import { Missing } from './missing.tsx';
import { coverageText } from './systems-view.tsx';

/** One system: what it is, how and when it was measured, and which others it is like. */
export function SystemView({ id }: { id: string }): JSX.Element {
  const { known } = useHere();
  const { atlas } = known;
  const system = atlas.systems.find((one) => one.id === id);
  if (system === undefined) return <Missing what={`system '${id}'`} />;
  const from = known.provenance[system.index];
  const relatives = atlas.systems
    .filter((other) => other !== system)
    .map((other) => {
      const comparison = compareSystems(atlas, system, other);
      return { other, differing: comparison.differing.length, distance: distanceOf(comparison) };
    })
    .toSorted((one, other) => (one.distance ?? 2) - (other.distance ?? 2) || one.other.index - other.other.index);
  return (
    <article>
      <h1>{sentenceOf(system.identity)}</h1>
      <dl>
        <dt>target</dt>
        <dd>
          <code>{system.id}</code>
        </dd>
        <dt>kernel as it names itself</dt>
        <dd>{from?.named ?? 'unknown'}</dd>
        <dt>libc from</dt>
        <dd>{system.identity.distribution ?? 'not known'}</dd>
        <dt>run as</dt>
        <dd>
          {from?.how ?? 'unknown'}
          {system.identity.emulated !== undefined && `, ${system.identity.emulated}`}
        </dd>
        <dt>measured</dt>
        <dd>
          {from?.when ?? 'unknown'}, by {from?.by ?? 'unknown'}, with the agent <code>{from?.agent.slice(0, 12) ?? 'unknown'}</code>
        </dd>
        <dt>cases</dt>
        <dd>{coverageText(atlas, system)}</dd>
      </dl>
      <h2>Like which others</h2>
      <PlainTable
        label="Other systems, the nearest first"
        head={['system', 'cases that differ', 'share']}
        rows={relatives.map(({ other, differing, distance }) => [
          <a key="link" href={addressOf(['compare', system.id, other.id])}>
            {other.id}: {sentenceOf(other.identity)}
          </a>,
          differing,
          distance === undefined ? 'too little in common' : percent(distance),
        ])}
      />
    </article>
  );
}
