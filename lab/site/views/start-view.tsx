import type { JSX } from 'preact';
import { useHere } from '../parts/known.ts';
import { SearchPart } from './search-part.tsx';
import { About, Glance, Surprises } from './start-parts.tsx';

/** The start: what this is, the box for everything, findings that surprise, the systems at a glance. */
export function StartView(): JSX.Element {
  const { known, route } = useHere();
  const isAsked = (route.with['q'] ?? '').trim() !== '';
  return (
    <article>
      <About atlas={known.atlas} />
      <SearchPart />
      {!isAsked && <Surprises surprises={known.surprises} />}
      {!isAsked && <Glance systems={known.atlas.systems} address="#/systems" />}
    </article>
  );
}
