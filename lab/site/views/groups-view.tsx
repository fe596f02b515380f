import type { JSX } from 'preact';
import { outcomeIn } from '../../atlas/atlas.ts';
import { compare } from '../../atlas/order.ts';
import { grouped } from '../../grouped.ts';
import { titleOf, topicTag } from '../../pages/topic.ts';
import { useHere } from '../parts/known.ts';
import { PlainTable } from '../parts/table.tsx';
import { addressOf } from '../route/route.ts';

/** All situations: each a matrix of its scenarios and all systems. */
export function GroupsView(): JSX.Element {
  const { atlas } = useHere().known;
  const topics = [...grouped(atlas.scenarios, topicTag)].toSorted(([one], [other]) => compare(one, other));
  const rows = topics.map(([tag, scenarios]) => {
    const cases = scenarios.flatMap((scenario) => scenario.cases);
    const differing = cases.filter((theCase) => outcomeIn(atlas, theCase).behaviours.length > 1).length;
    return [
      <a key="link" href={addressOf(['group', tag])}>
        {titleOf(tag)}
      </a>,
      scenarios.length,
      cases.length,
      differing === 0 ? 'none' : differing,
    ];
  });
  return (
    <article>
      <h1>Situations</h1>
      <p class="lead">Scenarios that ask about the same thing, each group as one table: cases down, systems across.</p>
      <PlainTable label="Situations" head={['situation', 'scenarios', 'cases', 'cases in which systems differ']} rows={rows} />
    </article>
  );
}
