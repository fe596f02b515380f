import type { JSX } from 'preact';
import { outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { distinct } from '../../atlas/group-name.ts';
import { titleOf } from '../../atlas/identity.ts';
import { whereShort } from '../../pages/where.ts';
import { allOf, count } from '../../prose.ts';
import type { Case, Scenario } from '../../scenario/case.ts';
import { choiceId } from '../../scenario/matrix.ts';
import { useHere } from '../parts/known.ts';
import { OutcomeText } from '../parts/outcome-text.tsx';
import { PlainTable } from '../parts/table.tsx';
import { addressOf } from '../route/route.ts';
import { unsureSystems } from './timing-note.tsx';

/** Where trials of one system do not all agree. */
export function TimingView(): JSX.Element {
  const { atlas } = useHere().known;
  return (
    <article>
      <h1>What is flaky or depends on timing</h1>
      <p class="lead">
        Each case is tried in two pacings: back-to-back, one call right after another, and settled, where each call waits until the state of
        the sockets has stopped changing.
      </p>
      <Part
        title="Flaky"
        about="Even settled trials differ from each other. With few trials a rare outcome may be missed."
        found={varyingIn(atlas, 'flaky')}
      />
      <Part
        title="Timing-dependent"
        about="Settled trials agree; back-to-back something else was seen too."
        found={varyingIn(atlas, 'timing-dependent')}
      />
    </article>
  );
}

/** Cases of a scenario in which one step varies in the same way on the same kernels. */
interface Varying {
  scenario: Scenario;
  cases: Case[];
  label: string;
  usual: string;
  also: string[];
  /** How often, where that was counted: `3 of 45`. */
  often: string;
  kernels: string;
}

function Part({ title, about, found }: { title: string; about: string; found: readonly Varying[] }): JSX.Element {
  return (
    <section>
      <h2>
        {title}
        <span class="aside">{count(new Set(found.flatMap(({ cases }) => cases)).size, 'case')}</span>
      </h2>
      <p>{about}</p>
      {found.length === 0 ? (
        <p>Nowhere, as far as it is measured.</p>
      ) : (
        <PlainTable
          label={title}
          head={['scenario', 'cases', 'first step that varies', 'usually', 'also', 'how often', 'on']}
          rows={found.map(({ scenario, cases, label, usual, also, often, kernels }) => [
            <a key="link" href={addressOf(['scenario', scenario.id], { case: choiceId(cases[0]?.matrix ?? {}) })}>
              {scenario.title}
            </a>,
            cases.length === scenario.cases.length ? 'all' : whereShort(scenario, cases),
            label,
            <code key="usual">{usual}</code>,
            <OutcomeText key="also" outcomes={also} />,
            often === '' ? 'not counted' : often,
            kernels,
          ])}
        />
      )}
    </section>
  );
}

function varyingIn(atlas: Atlas, determinism: 'flaky' | 'timing-dependent'): Varying[] {
  return atlas.scenarios.flatMap((scenario) => {
    const found = new Map<string, Varying>();
    for (const theCase of scenario.cases) {
      for (const behaviour of outcomeIn(atlas, theCase).behaviours) {
        if (behaviour.determinism !== determinism) continue;
        const { usual, alternatives } = behaviour;
        const steps = alternatives
          .map(({ outcomes }) => outcomes.findIndex((outcome, step) => outcome !== usual[step]))
          .filter((step) => step >= 0);
        const at = Math.min(...steps);
        const step = theCase.steps[at];
        if (step === undefined) continue;
        const others = alternatives.filter(({ outcomes }) => outcomes[at] !== usual[at]);
        const settled = others.filter(({ pacing }) => pacing === 'settled');
        const one = {
          label: step.label,
          usual: usual[at] ?? 'not reached',
          also: [...new Set(others.map(({ outcomes }) => outcomes[at] ?? 'not reached'))],
          kernels: allOf(distinct(unsureSystems(behaviour), ({ identity }) => titleOf(identity.name))),
          often: settled.length === 0 ? '' : `${settled.reduce((sum, { count: times }) => sum + times, 0)} of ${settled[0]?.trials} trials`,
        };
        const key = JSON.stringify(one);
        const known = found.get(key) ?? { scenario, cases: [], ...one };
        known.cases.push(theCase);
        found.set(key, known);
      }
    }
    return [...found.values()];
  });
}
