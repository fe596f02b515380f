import type { JSX } from 'preact';
import { blaming, meanings, verdicts } from '../../findings/verdict-words.ts';
import { count } from '../../prose.ts';
import { useHere } from '../parts/known.ts';
import { PlainTable } from '../parts/table.tsx';
import { VerdictTag } from '../parts/verdict-tag.tsx';
import { addressOf } from '../route/route.ts';
import { ClaimsList } from './claims-list.tsx';

/** How many claims are on the page at once. */
const most = 100;

/** All claims of all sources by their verdicts. The address says which verdict is listed, and from where on. */
export function ClaimsView({ verdict }: { verdict: string | undefined }): JSX.Element {
  const { known, route } = useHere();
  const all = [...known.claims.values()].flat();
  const shown = all.filter((claim) => (verdict === undefined ? blaming.includes(claim.verdict) : claim.verdict === verdict));
  const from = Math.max(0, Number(route.with['from'] ?? 0) || 0);
  return (
    <article>
      <h1>What sources say, and what was measured</h1>
      <p class="lead">
        {count(all.length, 'claim')} of standards, manual pages, kernel sources, test suites and answers, each held against what was
        measured. A source is judged only on the version that it describes.
      </p>
      <PlainTable
        label="Claims by verdict"
        head={['verdict', 'claims', 'meaning']}
        rows={verdicts.map((one) => [
          <a key="link" href={addressOf(['claims', one])}>
            {one}
          </a>,
          all.filter((claim) => claim.verdict === one).length,
          meanings[one],
        ])}
      />
      <h2>
        {verdict === undefined ? (
          'Where a system and its source differ'
        ) : (
          <VerdictTag verdict={verdicts.find((one) => one === verdict) ?? 'untested'} />
        )}
      </h2>
      <ClaimsList claims={shown.slice(from, from + most)} empty="No claim, as far as it is measured." withScenario />
      {shown.length > most && (
        <p>
          {from + 1} to {Math.min(from + most, shown.length)} of {shown.length}.{' '}
          {from > 0 && <a href={addressOf(route.path, { from: String(Math.max(0, from - most)) })}>Earlier ones</a>}{' '}
          {from + most < shown.length && <a href={addressOf(route.path, { from: String(from + most) })}>More</a>}
        </p>
      )}
    </article>
  );
}
