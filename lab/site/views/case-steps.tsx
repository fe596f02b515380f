import type { JSX } from 'preact';
import { outcomeIn } from '../../atlas/atlas.ts';
import type { Case } from '../../scenario/case.ts';
import { count } from '../../prose.ts';
import { Diagram } from '../diagram/diagram.tsx';
import { sequenceOf } from '../diagram/sequence.ts';
import type { Row, Sequence } from '../diagram/sequence.ts';
import { useHere } from '../parts/known.ts';
import { OutcomeText } from '../parts/outcome-text.tsx';
import { tintOf, wayOf } from '../parts/ways.ts';
import type { NamedWay } from '../parts/ways.ts';
import { changed } from '../route/route.ts';
import { Gaps } from './gaps.tsx';
import { TimingNote } from './timing-note.tsx';

/** One case: the ways in which systems go through it, one of them or two side by side as a picture, and the same as a list. */
export function CaseSteps({ theCase, ways }: { theCase: Case; ways: readonly NamedWay[] }): JSX.Element {
  const { known, route } = useHere();
  const outcome = outcomeIn(known.atlas, theCase);
  const asked = Number(route.with['step'] ?? 0);
  const gives = route.with['gives'];
  const giving = ways.find(({ behaviour }) => behaviour.usual[asked - 1]?.split(/[+ ]/, 1)[0] === gives);
  const [one, other] = chosen(
    ways,
    route.with['a'],
    route.with['b'],
    (id) =>
      wayOf(
        ways,
        known.atlas.systems.find((system) => system.id === id),
      ),
    giving,
  );
  const sequence = sequenceOf(theCase, one?.behaviour.usual ?? [], other?.behaviour.usual);
  const shown = [one, other].filter((way) => way !== undefined);
  return (
    <section aria-label="This case">
      <h2>
        {theCase.id.includes('/') ? theCase.id.slice(theCase.id.indexOf('/') + 1) : 'The sequence'}
        <span class="aside">
          {ways.length === 0 ? 'not measured yet' : ways.length === 1 ? 'all systems measured do the same' : `${ways.length} behaviours`}
        </span>
      </h2>
      {ways.length > 1 && <WayChoice ways={ways} one={one} other={other} />}
      {ways.map(({ letter, behaviour }) => (
        <TimingNote key={letter} way={{ letter, behaviour }} several={ways.length > 1} />
      ))}
      <Gaps outcome={outcome} />
      {shown.length > 1 && (
        <p role="status">
          {sequence.differs === undefined
            ? `${one?.name} and ${other?.name} do the same in this case.`
            : `Same until step ${sequence.differs + 1}: ${sequence.rows[sequence.differs]?.step.text}. There ${one?.letter} is ${words(sequence, 0)} and ${other?.letter} is ${words(sequence, 1)}.`}
        </p>
      )}
      <div class="beside">
        <div class="scrolling picture" role="region" aria-label="Sequence diagram" tabIndex={0}>
          <Diagram
            sequence={sequence}
            letters={shown.map(({ letter }) => letter)}
            title={`Sequence of ${count(sequence.rows.length, 'step')}. The list below says the same.`}
          />
        </div>
        <ol class="steps">
          {sequence.rows.map((row) => (
            <StepItem
              key={row.number}
              row={row}
              ways={ways}
              isFirst={sequence.differs === row.number - 1}
              isAsked={row.number === asked}
              sequence={sequence}
            />
          ))}
        </ol>
      </div>
    </section>
  );
}

function words({ rows, differs }: Sequence, which: number): string {
  return rows[differs ?? 0]?.outcomes[which] ?? 'not reached';
}

/** The two ways of the address: a letter, or the id of a system that shows it. The first way alone if it names none. */
function chosen(
  ways: readonly NamedWay[],
  a: string | undefined,
  b: string | undefined,
  of: (system: string) => NamedWay | undefined,
  giving: NamedWay | undefined,
): [NamedWay | undefined, NamedWay | undefined] {
  const find = (text: string | undefined): NamedWay | undefined =>
    text === undefined ? undefined : (ways.find(({ letter }) => letter === text) ?? of(text));
  const one = find(a) ?? giving ?? ways[0];
  const other = find(b);
  return [one, other === one ? undefined : other];
}

function WayChoice({
  ways,
  one,
  other,
}: {
  ways: readonly NamedWay[];
  one: NamedWay | undefined;
  other: NamedWay | undefined;
}): JSX.Element {
  const { route } = useHere();
  return (
    <ul class="ways">
      {ways.map((way) => (
        <li key={way.letter} class={tintOf(way.letter)}>
          <span class="letter">{way.letter}</span>
          <span class="who">
            {way.name}
            <span class="quiet"> · {count(way.behaviour.systems.length, 'system')}</span>
            {way.behaviour.lacks !== undefined && <span class="quiet">, lacks {way.behaviour.lacks}</span>}
          </span>
          <span class="acts">
            <a
              class="pill"
              aria-current={way === one && other === undefined ? 'true' : undefined}
              href={changed(route, { a: way.letter, b: undefined })}
            >
              show {way.letter}
            </a>
            {one !== undefined && way !== one && (
              <a class="pill" aria-current={way === other ? 'true' : undefined} href={changed(route, { a: one.letter, b: way.letter })}>
                compare {one.letter} and {way.letter}
              </a>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface StepProps {
  row: Row;
  ways: readonly NamedWay[];
  isFirst: boolean;
  /** Whether the address speaks of this step. */
  isAsked: boolean;
  sequence: Sequence;
}

/** A step with all that the picture says of it, what every behaviour returns there, and the state before it. */
function StepItem({ row, ways, isFirst, isAsked, sequence }: StepProps): JSX.Element {
  const { step, number, state, arrows, since } = row;
  const distinct = new Map<string, NamedWay[]>();
  for (const way of ways) {
    const text = [...(way.behaviour.outcomes[number - 1] ?? [])].join('\n');
    distinct.set(text, [...(distinct.get(text) ?? []), way]);
  }
  return (
    <li class={isFirst ? 'differs' : isAsked ? 'asked' : undefined} aria-current={isAsked ? 'step' : undefined}>
      {isFirst && <span class="mark">first difference</span>}
      <code class="call">{step.text}</code>
      {step.in !== 'main' && <span class="quiet"> in process {step.in}</span>}
      {step.startedAs !== undefined && <span class="quiet"> starts, and goes on below</span>}
      {since !== undefined && <span class="quiet"> returns what step {since + 1} waits for</span>}
      <span class="returns">
        {[...distinct].map(([text, own]) => (
          <span key={text} class={distinct.size > 1 ? tintOf(own[0]?.letter ?? 'A') : undefined}>
            {distinct.size > 1 && <span class="letter">{own.map(({ letter }) => letter).join(' ')}</span>}
            <OutcomeText outcomes={text === '' ? undefined : text.split('\n')} />
          </span>
        ))}
      </span>
      {state !== undefined && <span class="state">before: {state}</span>}
      {arrows.map(({ from, to, words: said }, index) => (
        <span key={index} class="state">
          {sequence.lanes[from]?.names[0]} → {sequence.lanes[to]?.names[0]}: {said}
        </span>
      ))}
    </li>
  );
}
