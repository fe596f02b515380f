import type { JSX } from 'preact';
import { sentenceOf } from '../../atlas/identity.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { cellOf, letterNamed, machineOfSystem, pathOf } from '../../models/compact.ts';
import type { CompactLink, CompactMachine, PathStep } from '../../models/compact.ts';
import { count } from '../../prose.ts';
import { useHere } from '../parts/known.ts';
import { changed } from '../route/route.ts';

/** A connection to play with: calls of either end, what each returns, and the state after it, on one system or beside a second. The address holds the calls. */
export function StatesView(): JSX.Element {
  const { known, route, go } = useHere();
  const { models } = known;
  const link = models.find(({ model }) => model === route.with['link']) ?? models[0];
  if (link === undefined) {
    return (
      <article>
        <h1>States of a connection</h1>
        <p>
          No model was learned yet. <code>npm run lab -- learn</code> learns one by asking a system, and <code>npm run lab -- report</code>{' '}
          brings it here.
        </p>
      </article>
    );
  }
  const targets = link.machines.flatMap(({ systems }) => systems.map(({ target }) => target));
  const on = targets.find((target) => target === route.with['on']) ?? targets[0] ?? '';
  const beside = targets.find((target) => target === route.with['and']);
  const word = (route.with['calls'] ?? '').split(',').flatMap((name) => {
    const letter = letterNamed(link, name);
    return letter === -1 ? [] : [letter];
  });
  const columns = [on, beside].flatMap((target) => {
    const machine = target === undefined ? undefined : machineOfSystem(link, target);
    return target === undefined || machine === undefined ? [] : [{ target, machine, path: pathOf(link, machine, word) }];
  });
  const spell = (letters: readonly number[]): string => letters.map((letter) => nameOf(link, letter)).join(',');
  return (
    <article>
      <h1>States of a connection</h1>
      <p class="lead">
        Make calls on either end and see what each returns, and what state the connection is in afterwards. Nobody wrote this down: it was
        learned by asking systems.
      </p>
      <div class="fields">
        <Choice
          label="Connection"
          value={link.model}
          options={models.map(({ model, link: via, title }) => [model, `${via}: ${title}`])}
          choose={(model) => go(changed(route, { link: model, calls: undefined, on: undefined, and: undefined }))}
        />
        <Choice
          label="System"
          value={on}
          options={targets.map((target) => [target, systemText(known.atlas, target)])}
          choose={(one) => go(changed(route, { on: one }))}
        />
        <Choice
          label="Beside"
          value={beside ?? ''}
          options={[['', 'no other system'], ...targets.map((target): [string, string] => [target, systemText(known.atlas, target)])]}
          choose={(other) => go(changed(route, { and: other }))}
        />
      </div>
      <div class="ends">
        {link.ends.map((end) => (
          <EndPart
            key={end}
            end={end}
            link={link}
            machine={columns[0]?.machine}
            path={columns[0]?.path ?? []}
            add={(letter) => changed(route, { calls: spell([...word, letter]) })}
          />
        ))}
      </div>
      <p class="acts">
        {word.length > 0 && (
          <>
            <a class="pill" href={changed(route, { calls: spell(word.slice(0, -1)) })}>
              take the last call back
            </a>
            <a class="pill" href={changed(route, { calls: undefined })}>
              begin again
            </a>
          </>
        )}
      </p>
      <h2>
        What was done
        <span class="aside">{word.length === 0 ? 'nothing yet: a new connection' : count(word.length, 'call')}</span>
      </h2>
      <ol class="steps" aria-live="polite">
        {word.map((letter, index) => (
          <li key={index} class={differsAt(columns, index) ? 'differs' : undefined}>
            {differsAt(columns, index) && <span class="mark">differs</span>}
            <code class="call">{link.letters[letter]?.calls}</code>
            {columns.map(({ target, machine, path }) => (
              <Outcome key={target} target={target} alone={columns.length === 1} link={link} machine={machine} step={path[index]} />
            ))}
          </li>
        ))}
      </ol>
      {known.modelsElsewhere.length > 0 && (
        <p class="quiet">
          There is no room here for all models: see{' '}
          {known.modelsElsewhere.map((page, index) => (
            <span key={page}>
              {index > 0 && ', '}
              <a href={page}>{page}</a>
            </span>
          ))}
          .
        </p>
      )}
    </article>
  );
}

interface Column {
  target: string;
  machine: CompactMachine;
  path: readonly PathStep[];
}

function differsAt(columns: readonly Column[], index: number): boolean {
  const texts = columns.map(({ path }) => {
    const cell = path[index]?.cell;
    return cell === undefined ? 'none' : typeof cell === 'string' ? cell : cell.output;
  });
  return new Set(texts).size > 1;
}

function Outcome({
  target,
  alone,
  link,
  machine,
  step,
}: {
  target: string;
  alone: boolean;
  link: CompactLink;
  machine: CompactMachine;
  step: PathStep | undefined;
}): JSX.Element {
  return (
    <span class="returns">
      {!alone && <span class="quiet">{target}: </span>}
      {step === undefined ? (
        <span class="quiet">not known, since the call before it is beyond the model</span>
      ) : typeof step.cell === 'string' ? (
        <span class="quiet">{unknownWords(link, step.cell)}</span>
      ) : (
        <>
          <code class="out">{step.cell.output}</code>
          <span class="state">then: {machine.states[step.cell.next] ?? 'a state without a name'}</span>
        </>
      )}
    </span>
  );
}

function unknownWords({ inFlight }: CompactLink, cell: 'closed' | 'beyond'): string {
  if (cell === 'closed') return 'cannot be called: its descriptor is not open';
  return `beyond the model: it was asked only with at most ${inFlight ?? 'so many'} messages waiting`;
}

interface EndProps {
  end: string;
  link: CompactLink;
  machine: CompactMachine | undefined;
  path: readonly PathStep[];
  add: (letter: number) => string;
}

/** The calls of one end that can be made now; those that cannot are told, with the reason. */
function EndPart({ end, link, machine, path, add }: EndProps): JSX.Element | null {
  if (machine === undefined) return null;
  const last = path.at(-1);
  const isLost = typeof last?.cell === 'string';
  const state = last === undefined ? 0 : typeof last.cell === 'string' ? last.from : last.cell.next;
  return (
    <section aria-label={`End ${end}`}>
      <h2 class="minor">End {end}</h2>
      {isLost && <p class="quiet">Nothing is known from here on. Take the last call back.</p>}
      <ul class="letters">
        {link.letters.map((letter, index) => {
          if (letter.end !== end) return null;
          const cell = cellOf(link, machine, state, index);
          return (
            <li key={letter.does}>
              {isLost || typeof cell === 'string' ? (
                <span class="pill off" title={isLost ? 'nothing is known from here on' : unknownWords(link, cell as 'closed' | 'beyond')}>
                  {letter.calls} <span class="quiet">({isLost || cell === 'beyond' ? 'beyond the model' : 'not open'})</span>
                </span>
              ) : (
                <a class="pill" href={add(index)}>
                  {letter.calls}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function nameOf({ letters }: CompactLink, letter: number): string {
  const one = letters[letter];
  return one === undefined ? '' : `${one.end}.${one.does}`;
}

function systemText({ systems }: Atlas, target: string): string {
  const system = systems.find((one) => one.target === target);
  return system === undefined ? target : `${target}: ${sentenceOf(system.identity)}`;
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
