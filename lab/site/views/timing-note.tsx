import type { JSX } from 'preact';
import type { Behaviour } from '../../atlas/behaviour.ts';
import type { System } from '../../atlas/system.ts';
import { titleOf } from '../../atlas/identity.ts';
import { distinct } from '../../atlas/group-name.ts';
import { allOf } from '../../prose.ts';
import type { NamedWay } from '../parts/ways.ts';

/** Says of a behaviour that trials do not all agree, where that is so. */
export function TimingNote({
  way: { letter, behaviour },
  several,
}: {
  way: Pick<NamedWay, 'letter' | 'behaviour'>;
  several: boolean;
}): JSX.Element | null {
  const { determinism, alternatives, usual } = behaviour;
  if (determinism === 'deterministic') return null;
  const others = alternatives.flatMap(({ pacing, outcomes, count, trials }) => {
    const step = outcomes.findIndex((outcome, index) => outcome !== usual[index]);
    if (step === -1) return [];
    const often = pacing === 'settled' && trials > 1 ? ` (${count} of ${trials} trials)` : '';
    return [`step ${step + 1} ${pacing === 'settled' ? 'sometimes' : 'back-to-back sometimes'} ${outcomes[step] ?? 'not reached'}${often}`];
  });
  const shown = [...new Set(others)];
  return (
    <p class="note">
      <strong>{determinism === 'flaky' ? 'Flaky' : 'Timing-dependent'}</strong> {several ? `(${letter})` : ''} on{' '}
      {allOf(distinct(unsureSystems(behaviour), ({ identity }) => titleOf(identity.name)))}: {shown.slice(0, 4).join('; ')}
      {shown.length > 4 ? `; and ${shown.length - 4} more` : ''}.{' '}
      {determinism === 'flaky'
        ? 'Even with pauses between the steps trials differ.'
        : 'With pauses between the steps all trials agree; without them this was seen too.'}
    </p>
  );
}

/** The systems of a behaviour whose trials do not all agree. */
export function unsureSystems({ cells }: Behaviour): System[] {
  return cells.filter((cell) => cell.state === 'measured' && cell.determinism !== 'deterministic').flatMap(({ systems }) => systems);
}
