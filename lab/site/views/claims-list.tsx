import type { JSX } from 'preact';
import { selectorText } from '../../atlas/selector-text.ts';
import { newsFirst } from '../../findings/verdict-words.ts';
import { anyOf } from '../../prose.ts';
import type { JudgedClaim } from '../data/decode-claim.ts';
import { useHere } from '../parts/known.ts';
import { Prose, safe } from '../parts/prose.tsx';
import { VerdictTag } from '../parts/verdict-tag.tsx';

/** Claims with what was found of each, news first. */
export function ClaimsList({
  claims,
  empty,
  withScenario,
}: {
  claims: readonly JudgedClaim[];
  empty: string;
  withScenario?: boolean;
}): JSX.Element {
  if (claims.length === 0) return <p>{empty}</p>;
  return (
    <ul class="claims">
      {claims
        .toSorted((one, other) => newsFirst(one.verdict, other.verdict))
        .map((judged, index) => (
          <ClaimItem key={index} judged={judged} withScenario={withScenario === true} />
        ))}
    </ul>
  );
}

function ClaimItem({ judged: { claim, verdict, evidence }, withScenario }: { judged: JudgedClaim; withScenario: boolean }): JSX.Element {
  const { known } = useHere();
  const source = known.atlas.sources.get(claim.source);
  const where = Object.entries(claim.with).map(([name, values]) => `${name} ${values.map(String).join(', ')}`);
  return (
    <li>
      <VerdictTag verdict={verdict} />{' '}
      {withScenario && (
        <>
          <a href={`#/scenario/${claim.scenario}`}>{claim.scenario}</a>:{' '}
        </>
      )}
      {claim.of.map((label, index) => (
        <span key={label}>
          {index > 0 && ', '}
          <em>{label}</em>
        </span>
      ))}
      : <code>{anyOf(claim.outcome)}</code>
      {claim.signal !== undefined && ` (signal: ${claim.signal})`} {selectorText(claim.on)}
      {where.length > 0 && ` (${where.join('; ')})`}
      {claim.pacing !== undefined && `, if ${claim.pacing}`}.{' '}
      <span class="source">
        {source === undefined ? claim.source : <a href={safe(source.url)}>{source.title}</a>}
        {source?.at !== undefined && <span class="quiet">, {source.at}</span>}
      </span>
      {claim.quote !== undefined && <blockquote>{claim.quote}</blockquote>}
      {claim.note !== undefined && <p class="quiet">{claim.note}</p>}
      {evidence !== undefined && (
        <p>
          Measured: <Prose text={evidence} />.
        </p>
      )}
    </li>
  );
}
