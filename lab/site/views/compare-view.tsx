import type { JSX } from 'preact';
import { outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { byRank } from '../../atlas/group.ts';
import { sentenceOf } from '../../atlas/identity.ts';
import type { System } from '../../atlas/system.ts';
import { grouped } from '../../grouped.ts';
import { whereShort } from '../../pages/where.ts';
import { count } from '../../prose.ts';
import type { Case, Scenario } from '../../scenario/case.ts';
import { choiceId } from '../../scenario/matrix.ts';
import { compareSystems } from '../families/distance.ts';
import { useHere } from '../parts/known.ts';
import { OutcomeText } from '../parts/outcome-text.tsx';
import { SystemChoice } from '../parts/system-choice.tsx';
import { PlainTable } from '../parts/table.tsx';
import { addressOf } from '../route/route.ts';

/** Two systems: in how many cases they differ, and each with the first step that does, by call. */
export function CompareView({ a, b }: { a: string | undefined; b: string | undefined }): JSX.Element {
  const { known, go } = useHere();
  const { atlas } = known;
  const sorted = atlas.systems.toSorted(byRank);
  const one = sorted.find(({ id }) => id === a) ?? sorted[0];
  const other = sorted.find(({ id }) => id === b) ?? sorted.find(({ identity }) => identity.name !== one?.identity.name) ?? sorted[1];
  if (one === undefined || other === undefined) return <p>It takes two systems to compare, and fewer are measured.</p>;
  const to = (first: string | undefined, second: string | undefined): void =>
    go(addressOf(['compare', first ?? one.id, second ?? other.id]));
  const { same, differing, unknown } = compareSystems(atlas, one, other);
  const byCall = [...grouped(differencesIn(atlas, differing, one, other), ({ call }) => call)].toSorted(
    ([, x], [, y]) => y.length - x.length,
  );
  return (
    <article>
      <h1>Two systems compared</h1>
      <div class="fields">
        <SystemChoice label="First" systems={sorted} value={one.id} choose={(id) => to(id, undefined)} />
        <SystemChoice label="Second" systems={sorted} value={other.id} choose={(id) => to(undefined, id)} />
        <a class="pill" href={addressOf(['compare', other.id, one.id])}>
          swap
        </a>
      </div>
      <p class="lead" role="status">
        {sentenceOf(one.identity)} and {sentenceOf(other.identity)} differ in {count(differing.length, 'case')}, do the same in{' '}
        {same.length}, and cannot be compared in {unknown}, where one of them was not measured.
      </p>
      {byCall.map(([call, own]) => (
        <section key={call}>
          <h2>
            {call}
            <span class="aside">
              {count(
                own.reduce((sum, { cases }) => sum + cases.length, 0),
                'case',
              )}
            </span>
          </h2>
          <PlainTable
            label={`Cases that differ first at ${call}`}
            head={['scenario', 'cases', 'first step that differs', one.id, other.id]}
            rows={own.map(({ scenario, cases, label, first, second }) => [
              <a key="link" href={addressOf(['scenario', scenario.id], { case: choiceId(cases[0]?.matrix ?? {}), a: one.id, b: other.id })}>
                {scenario.title}
              </a>,
              cases.length === scenario.cases.length ? 'all' : whereShort(scenario, cases),
              label,
              <OutcomeText key="one" outcomes={first} />,
              <OutcomeText key="other" outcomes={second} />,
            ])}
          />
        </section>
      ))}
    </article>
  );
}

/** Cases of one scenario that differ first at the same step, and in the same way. */
interface FirstDifference {
  scenario: Scenario;
  cases: Case[];
  call: string;
  label: string;
  first: readonly string[];
  second: readonly string[];
}

function differencesIn(atlas: Atlas, cases: readonly Case[], one: System, other: System): FirstDifference[] {
  const scenarios = new Map(atlas.scenarios.map((scenario) => [scenario.id, scenario]));
  const found = new Map<string, FirstDifference>();
  for (const theCase of cases) {
    const { behaviourOf } = outcomeIn(atlas, theCase);
    const [ours = [], theirs = []] = [one, other].map(({ index }) => behaviourOf[index]?.outcomes);
    const at = theCase.steps.findIndex((_step, step) => textOf(ours[step]) !== textOf(theirs[step]));
    const [step, scenario] = [theCase.steps[at], scenarios.get(theCase.scenario)];
    if (step === undefined || scenario === undefined) continue;
    const [first, second] = [[...(ours[at] ?? [])], [...(theirs[at] ?? [])]];
    const key = JSON.stringify([scenario.id, step.label, first, second]);
    const known = found.get(key) ?? { scenario, cases: [], call: step.call, label: step.label, first, second };
    known.cases.push(theCase);
    found.set(key, known);
  }
  return [...found.values()];
}

function textOf(outcomes: ReadonlySet<string> | undefined): string {
  return [...(outcomes ?? [])].toSorted().join('\n');
}
