import type { JSX } from 'preact';
import { causesOf } from '../../explain/causes-of.ts';
import { compare } from '../../atlas/order.ts';
import { callGroups } from '../../findings/call-group.ts';
import { grouped } from '../../grouped.ts';
import { outcomeKind } from '../../pages/outcome-kinds.ts';
import { count } from '../../prose.ts';
import { useHere } from '../parts/known.ts';
import { Prose } from '../parts/prose.tsx';
import { PlainTable } from '../parts/table.tsx';
import { addressOf } from '../route/route.ts';
import { CausesTable } from './causes-table.tsx';
import { Missing } from './missing.tsx';

/** All outcomes, and which calls have them. */
export function OutcomesView(): JSX.Element {
  const causes = causesOf(useHere().known.atlas);
  const byOutcome = [...grouped(causes, ({ outcome }) => outcome)]
    .map(([outcome, own]) => ({ outcome, own, cases: own.reduce((sum, { cases }) => sum + cases, 0) }))
    .toSorted((one, other) => other.cases - one.cases || compare(one.outcome, other.outcome));
  return (
    <article>
      <h1>By outcome</h1>
      <p class="lead">Each outcome, and every call and situation that ends with it.</p>
      <PlainTable
        label="Outcomes"
        head={['outcome', 'calls', 'situations']}
        rows={byOutcome.map(({ outcome, own }) => [
          <a key="link" href={addressOf(['outcome', outcome])}>
            <code>{outcome}</code>
          </a>,
          [...new Set(own.map(({ call }) => call))].join(', '),
          own.length,
        ])}
      />
    </article>
  );
}

/** One outcome: for each call, what had happened before. */
export function OutcomeView({ id }: { id: string }): JSX.Element {
  const causes = causesOf(useHere().known.atlas).filter(({ outcome }) => outcome === id);
  if (causes.length === 0) return <Missing what={`outcome '${id}'`} />;
  const { title, alsoSeenAs } = outcomeKind(id);
  return (
    <article>
      <h1>{title}</h1>
      {alsoSeenAs !== '' && (
        <p>
          Also seen as: <Prose text={alsoSeenAs} />
        </p>
      )}
      {[...grouped(causes, ({ call }) => call)].map(([call, own]) => (
        <details key={call} open={own.length <= 12}>
          <summary>
            <code class="out">{callGroups.find((group) => group.id === call)?.title ?? call}</code>{' '}
            <span class="quiet">{count(own.length, 'situation')}</span>
          </summary>
          <CausesTable causes={own} label={`${id} of ${call}`} first="call" />
        </details>
      ))}
    </article>
  );
}
