import type { JSX } from 'preact';
import { sentenceOf } from '../../atlas/identity.ts';
import type { System } from '../../atlas/system.ts';

interface Props {
  label: string;
  systems: readonly System[];
  value: string | undefined;
  /** What choosing none is called; without it one must be chosen. */
  none?: string;
  choose: (id: string | undefined) => void;
}

/** A box to choose a system from. */
export function SystemChoice({ label, systems, value, none, choose }: Props): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value ?? ''} onChange={({ currentTarget }) => choose(currentTarget.value === '' ? undefined : currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {systems.map((system) => (
          <option key={system.id} value={system.id}>
            {system.id}: {sentenceOf(system.identity)}
          </option>
        ))}
      </select>
    </label>
  );
}
