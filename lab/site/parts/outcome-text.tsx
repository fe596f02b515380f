import type { JSX } from 'preact';
import { anyOf } from '../../prose.ts';

/** What a step returned, as code; several outcomes where trials differ. `undefined`: no trial reached it. */
export function OutcomeText({ outcomes }: { outcomes: Iterable<string> | undefined }): JSX.Element {
  const all = [...(outcomes ?? [])];
  if (all.length === 0) return <span class="quiet">not reached</span>;
  if (all.length > 3) return <span>varies: {anyOf(all.slice(0, 3))} or another</span>;
  return (
    <>
      {all.map((outcome, index) => (
        <span key={outcome}>
          {index > 0 && ' or '}
          <code class="out">{outcome}</code>
        </span>
      ))}
    </>
  );
}
