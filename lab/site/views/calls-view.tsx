import type { JSX } from 'preact';
import { causesOf } from '../../explain/causes-of.ts';
import { callGroups } from '../../findings/call-group.ts';
import { grouped } from '../../grouped.ts';
import { count } from '../../prose.ts';
import { useHere } from '../parts/known.ts';
import { PlainTable } from '../parts/table.tsx';
import { addressOf } from '../route/route.ts';
import { CausesTable } from './causes-table.tsx';
import { Missing } from './missing.tsx';

/** All sorts of calls, and what each can return. */
export function CallsView(): JSX.Element {
  const causes = causesOf(useHere().known.atlas);
  const rows = callGroups.flatMap(({ id, title }) => {
    const own = causes.filter(({ call }) => call === id);
    if (own.length === 0) return [];
    const outcomes = [...new Set(own.map(({ outcome }) => outcome))];
    return [
      [
        <a key="link" href={addressOf(['call', id])}>
          {title}
        </a>,
        outcomes.slice(0, 9).join(', ') + (outcomes.length > 9 ? ` and ${outcomes.length - 9} more` : ''),
      ],
    ];
  });
  return (
    <article>
      <h1>By call</h1>
      <p class="lead">Each call, and what it returns after what.</p>
      <PlainTable label="Calls" head={['call', 'can return']} rows={rows} />
    </article>
  );
}

/** One sort of call: for each outcome, what had happened before. */
export function CallView({ id }: { id: string }): JSX.Element {
  const causes = causesOf(useHere().known.atlas).filter(({ call }) => call === id);
  const group = callGroups.find((one) => one.id === id);
  if (group === undefined || causes.length === 0) return <Missing what={`call '${id}'`} />;
  return (
    <article>
      <h1>{group.title}</h1>
      <p class="lead">What it returns, and what had happened before. Open an outcome to see its causes, the plain ones first.</p>
      {[...grouped(causes, ({ outcome }) => outcome)]
        .toSorted(([, one], [, other]) => other.length - one.length)
        .map(([outcome, own]) => (
          <details key={outcome}>
            <summary>
              <code class="out">{outcome}</code> <span class="quiet">{count(own.length, 'situation')}</span>
            </summary>
            <CausesTable causes={own} label={`${outcome} of ${group.title}`} first="call" />
          </details>
        ))}
    </article>
  );
}
