import type { JSX } from 'preact';
import { concerned, groupAlike } from '../../atlas/group.ts';
import { titleOf } from '../../pages/topic.ts';
import { count } from '../../prose.ts';
import { useHere } from '../parts/known.ts';
import { SystemChoice } from '../parts/system-choice.tsx';
import { toldRows } from '../parts/told.ts';
import { ToldTable } from '../parts/told-table.tsx';
import { addressOf, changed } from '../route/route.ts';
import { Missing } from './missing.tsx';

/** The matrix of one situation. The address can name a system that the others are held against, and leave out where all do the same. */
export function GroupView({ tag }: { tag: string }): JSX.Element {
  const { known, route, go } = useHere();
  const { atlas } = known;
  const scenarios = atlas.scenarios.filter(({ tags }) => tags.includes(tag));
  if (scenarios.length === 0) return <Missing what={`situation '${tag}'`} />;
  const reference = route.with['ref'];
  const onlyDiffering = route.with['differ'] === '1';
  const told = scenarios.map((scenario) => {
    // The column of the system that others are held against comes first.
    const groups = groupAlike(atlas, concerned(atlas, scenario), scenario.cases).toSorted(
      (one, other) => Number(has(other.members, reference)) - Number(has(one.members, reference)),
    );
    const { labels, rows } = toldRows(atlas, scenario, groups);
    return { scenario, groups, labels, rows: onlyDiffering ? rows.filter(({ differs }) => differs) : rows };
  });
  const shown = told.filter(({ rows }) => rows.length > 0);
  return (
    <article>
      <h1>{titleOf(tag)}</h1>
      <p class="lead">
        {count(scenarios.length, 'scenario')}. Systems that do the same in all cases of a scenario share a column. In a row, the same letter
        is the same behaviour.
      </p>
      <div class="choice">
        <p>
          <a class="pill" aria-current={onlyDiffering ? undefined : 'true'} href={changed(route, { differ: undefined })}>
            all cases
          </a>
          <a class="pill" aria-current={onlyDiffering ? 'true' : undefined} href={changed(route, { differ: '1' })}>
            where systems differ
          </a>
        </p>
        <p>
          <SystemChoice
            label="Hold against"
            none="nobody"
            systems={atlas.systems}
            value={reference}
            choose={(id) => go(changed(route, { ref: id }))}
          />
        </p>
      </div>
      {shown.length === 0 && <p>In all of these cases all systems measured do the same.</p>}
      {shown.map(({ scenario, groups, labels, rows }) => (
        <section key={scenario.id}>
          <h2 class="minor">
            <a href={addressOf(['scenario', scenario.id])}>{scenario.title}</a>
          </h2>
          {labels.length > 0 && <p class="quiet">{labels.join(' · ')}</p>}
          <ToldTable label={scenario.title} groups={groups} rows={rows} fades={reference !== undefined} />
        </section>
      ))}
    </article>
  );
}

function has(members: readonly { id: string }[], id: string | undefined): boolean {
  return members.some((member) => member.id === id);
}
