import type { JSX } from 'preact';
import type { Atlas } from '../../atlas/atlas.ts';
import { compare } from '../../atlas/order.ts';
import { grouped } from '../../grouped.ts';
import { titleOf, topicTag } from '../../pages/topic.ts';
import { About, Glance, Surprises } from './start-parts.tsx';

const pages: [address: string, name: string][] = [
  ['README.md', 'all findings'],
  ['econnreset.md', 'ECONNRESET'],
  ['claims.md', 'claims'],
  ['timing.md', 'timing'],
  ['differences.md', 'differences'],
  ['systems.md', 'systems'],
];

/** The document for readers without script: what this is, what was found, and the ways to the pages of the same report as text. */
export function Plain({ atlas, surprises }: { atlas: Atlas; surprises: readonly string[] }): JSX.Element {
  const topics = [...grouped(atlas.scenarios, topicTag)].toSorted(([one], [other]) => compare(one, other));
  return (
    <>
      <header class="top">
        <span class="brand">sockatlas</span>
      </header>
      <main>
        <About atlas={atlas} />
        <p class="note">This page searches and draws with a script, which does not run here. All that it knows is in these pages too:</p>
        <p>
          {pages.map(([address, name], index) => (
            <span key={address}>
              {index > 0 && ', '}
              <a href={address}>{name}</a>
            </span>
          ))}
          .
        </p>
        <Surprises surprises={surprises} asPages />
        <h2>Situations</h2>
        <ul class="plain">
          {topics.map(([tag, scenarios]) => (
            <li key={tag}>
              <a href={`groups/${tag}.md`}>{titleOf(tag)}</a>, {scenarios.length}
            </li>
          ))}
        </ul>
        <Glance systems={atlas.systems} address="systems.md" />
      </main>
    </>
  );
}
