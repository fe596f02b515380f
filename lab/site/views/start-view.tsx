import type { JSX } from 'preact';
import { useHere } from '../parts/known.ts';
import { About, Glance, Surprises } from './start-parts.tsx';

/** The start: what this is, findings that surprise, the systems at a glance. */
export function StartView(): JSX.Element {
  const { known } = useHere();
  return (
    <article>
      <About atlas={known.atlas} />
      <Surprises surprises={known.surprises} />
      <Glance systems={known.atlas.systems} address="#/systems" />
    </article>
  );
}
