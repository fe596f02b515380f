import type { JSX } from 'preact';
import { outcomeIn } from '../../atlas/atlas.ts';
import type { Case, Scenario } from '../../scenario/case.ts';
import { choiceId } from '../../scenario/matrix.ts';
import { useHere } from '../parts/known.ts';
import { safe } from '../parts/prose.tsx';
import { waysIn } from '../parts/ways.ts';
import { addressOf, changed } from '../route/route.ts';
import { CasesTable } from './cases-table.tsx';
import { CaseSteps } from './case-steps.tsx';
import { ClaimsList } from './claims-list.tsx';
import { Missing } from './missing.tsx';
import { titleOf } from '../../pages/topic.ts';

/** A scenario: its question, one of its cases as a sequence, what the calls return on which system in all its cases, what sources say, how to run it. */
export function ScenarioView({ id }: { id: string }): JSX.Element {
  const { known, route } = useHere();
  const scenario = known.atlas.scenarios.find((one) => one.id === id);
  if (scenario === undefined) return <Missing what={`scenario '${id}'`} />;
  const theCase = chosenCase(scenario, route.with['case'], (one) => outcomeIn(known.atlas, one).behaviours.length);
  if (theCase === undefined) return <Missing what={`case of '${id}'`} />;
  const claims = known.claims.get(id) ?? [];
  return (
    <article>
      <p class="above">
        {scenario.tags.map((tag, index) => (
          <span key={tag}>
            {index > 0 && ' · '}
            <a href={addressOf(['group', tag])}>{titleOf(tag)}</a>
          </span>
        ))}
      </p>
      <h1>{scenario.title}</h1>
      <p class="lead">{scenario.question}</p>
      {scenario.why !== undefined && <p>{scenario.why}</p>}
      <CaseChoice scenario={scenario} theCase={theCase} />
      <CaseSteps theCase={theCase} ways={waysIn(known.atlas, theCase)} />
      <h2>All cases and systems</h2>
      <CasesTable scenario={scenario} />
      <h2>What sources say</h2>
      <ClaimsList claims={claims} empty="No source that was read says anything of this." />
      <h2>Run it yourself</h2>
      <p>All cases on this machine, and this case as one C program that needs nothing else:</p>
      <pre tabIndex={0}>{`npm run lab -- run ${scenario.id} --on native\nnpm run lab -- repro ${theCase.id}`}</pre>
      <p>
        The scenario is the file <code>{scenario.file}</code>.
      </p>
      {scenario.links.length > 0 && (
        <p>
          See also{' '}
          {scenario.links.map((link, index) => (
            <span key={link}>
              {index > 0 && ', '}
              <a href={safe(link)}>{link.replace(/^https?:\/\//, '')}</a>
            </span>
          ))}
          .
        </p>
      )}
    </article>
  );
}

/** The case of the address, or the first in which systems show the most behaviours. */
function chosenCase(scenario: Scenario, suffix: string | undefined, behaviours: (theCase: Case) => number): Case | undefined {
  const named = scenario.cases.find(({ matrix }) => choiceId(matrix) === suffix);
  if (named !== undefined) return named;
  const most = Math.max(...scenario.cases.map(behaviours));
  return scenario.cases.find((one) => behaviours(one) === most);
}

/** The values of the matrix, a row of links for each dimension that has several. */
function CaseChoice({ scenario, theCase }: { scenario: Scenario; theCase: Case }): JSX.Element {
  const { route } = useHere();
  const dimensions = Object.entries(scenario.matrix).filter(([, values]) => values.length > 1);
  return (
    <nav class="choice" aria-label="Which case">
      {dimensions.map(([dimension, values]) => (
        <p key={dimension}>
          <span class="name">{dimension}</span>
          {values.map((value) => {
            const other = nearest(scenario, theCase, dimension, value);
            const isChosen = theCase.matrix[dimension] === value;
            if (other === undefined) return null;
            return (
              <a
                key={String(value)}
                class="pill"
                aria-current={isChosen ? 'true' : undefined}
                href={changed(route, { case: choiceId(other.matrix) })}
              >
                {String(value)}
              </a>
            );
          })}
        </p>
      ))}
    </nav>
  );
}

/** The case with this value that has most of the others' values in common with the one that is shown: not every choice is a case. */
function nearest(scenario: Scenario, from: Case, dimension: string, value: unknown): Case | undefined {
  const common = (one: Case): number => Object.keys(one.matrix).filter((name) => one.matrix[name] === from.matrix[name]).length;
  const fitting = scenario.cases.filter((one) => one.matrix[dimension] === value);
  return fitting.toSorted((one, other) => common(other) - common(one))[0];
}
