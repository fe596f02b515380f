import type { JSX } from 'preact';
import type { CaseOutcome } from '../../atlas/atlas.ts';
import { gapWords } from '../parts/gap-words.ts';
import { useHere } from '../parts/known.ts';
import { systemsWords } from '../parts/systems-text.ts';

/** Which systems have no observation in a case, and why. */
export function Gaps({ outcome }: { outcome: CaseOutcome }): JSX.Element | null {
  const { known } = useHere();
  const gaps = outcome.cells.filter(({ state }) => state !== 'measured' && state !== 'unsupported');
  if (gaps.length === 0) return null;
  return (
    <ul class="gaps">
      {gaps.map((cell, index) => (
        <li key={index}>
          {systemsWords(cell.systems, known.atlas.systems)}: {gapWords(cell)}
        </li>
      ))}
    </ul>
  );
}
