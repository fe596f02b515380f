import type { JSX } from 'preact';
import { answersIn } from '../../explain/answer.ts';
import type { Answer } from '../../explain/answer.ts';
import { formatQuery } from '../../explain/query.ts';
import type { Query, Term } from '../../explain/query.ts';
import { search } from '../../explain/search.ts';
import type { Catalogue } from '../../explain/search.ts';
import { understand } from '../../explain/understand.ts';
import type { Understood } from '../../explain/understand.ts';
import { count } from '../../prose.ts';
import { useHere } from '../parts/known.ts';
import { addressOf } from '../route/route.ts';
import { AnswerCard } from './answer-card.tsx';
import { catalogueOf } from '../parts/catalogue.ts';

/** How many answers stand on the page before one asks for the others. */
const most = 6;

const examples = [
  'Error: read ECONNRESET at TCP.onStreamRead',
  'BrokenPipeError: [Errno 32] Broken pipe',
  'socket hang up',
  'recv returns 0 gvisor',
  'accept hangs unix',
  'call:read outcome:ECONNRESET differ:linux,gvisor',
];

/** The one box for everything, and what it answers. The address holds what is in it. */
export function SearchPart(): JSX.Element {
  const { known, route, go } = useHere();
  const text = route.with['q'] ?? '';
  const isAsked = text.trim() !== '';
  return (
    <section class="searching" aria-label="Search">
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <label for="box">Paste an error from your log, or type what you see</label>
        <textarea
          id="box"
          rows={2}
          spellcheck={false}
          autocomplete="off"
          value={text}
          placeholder="read ECONNRESET unix linux"
          aria-describedby="box-help"
          onInput={({ currentTarget }) => go(addressOf([], { q: currentTarget.value }), true)}
        />
        <p id="box-help" class="quiet">
          A line of a log, words, or terms such as <code>call:read outcome:EOF -on:gvisor state:"our data unread" is:flaky</code>.{' '}
          <kbd>/</kbd> leads here.
        </p>
      </form>
      {isAsked ? (
        <Results text={text} catalogue={catalogueOf(known)} showsAll={route.with['all'] === '1'} />
      ) : (
        <p class="examples">
          {examples.map((example) => (
            <a key={example} class="pill" href={addressOf([], { q: example })}>
              {example}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}

function Results({ text, catalogue, showsAll }: { text: string; catalogue: Catalogue; showsAll: boolean }): JSX.Element {
  const understood = understand(text, catalogue.vocabulary);
  const { query, notes, reading } = understood;
  const answers = query.terms.length === 0 ? [] : answersIn(search(query, catalogue), catalogue);
  const shown = showsAll ? answers : answers.slice(0, most);
  return (
    <>
      <UnderstoodPart understood={understood} />
      {[...query.problems, ...notes, ...(reading?.notes ?? [])].map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      <p role="status" class="status">
        {query.terms.length === 0
          ? 'Nothing in this was understood as a call, an error, a system or a word of a scenario.'
          : answers.length === 0
            ? 'No single case that was measured satisfies all of this.'
            : `${count(answers.length, 'way', 'ways')} in which this comes about, the likeliest first.`}
      </p>
      {answers.length === 0 && <Nearest query={query} catalogue={catalogue} />}
      <ol class="answers">
        {shown.map((answer, index) => (
          <AnswerCard key={keyOf(answer)} answer={answer} next={answers[index + 1]} />
        ))}
      </ol>
      {shown.length < answers.length && (
        <p>
          <a class="pill" href={addressOf([], { q: text, all: '1' })}>
            all {answers.length}
          </a>
        </p>
      )}
    </>
  );
}

function keyOf({ call, outcome, state }: Answer): string {
  return [call, outcome, state].join('\n');
}

/** What was understood: each part can be taken out again. */
function UnderstoodPart({ understood: { query, reading } }: { understood: Understood }): JSX.Element {
  return (
    <>
      {reading?.by !== undefined && <p>This is how {reading.by} writes it.</p>}
      {reading?.madeUp !== undefined && (
        <p class="note">
          <strong>No call of the kernel failed with this.</strong> {reading.madeUp.says}
        </p>
      )}
      {query.terms.length > 0 && (
        <ul class="chips" aria-label="Understood">
          {query.terms.map((term, index) => (
            <li key={index}>
              <a class="pill" href={addressOf([], { q: formatQuery(without(query, term)) })} aria-label={`${termText(term)}: take it out`}>
                {termText(term)} <span aria-hidden="true">×</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function termText({ key, value, not }: Term): string {
  return `${not ? 'not ' : ''}${key}: ${value}`;
}

function without({ terms }: Query, term: Term): Pick<Query, 'terms'> {
  return { terms: terms.filter((one) => one !== term) };
}

/** What there is if one term is left out. */
function Nearest({ query, catalogue }: { query: Query; catalogue: Catalogue }): JSX.Element | null {
  const nearest = query.terms.flatMap((term) => {
    const rest = without(query, term);
    const found = rest.terms.length === 0 ? 0 : answersIn(search(rest, catalogue), catalogue).length;
    return found === 0 ? [] : [{ term, rest, found }];
  });
  if (nearest.length === 0) return null;
  return (
    <ul>
      {nearest.map(({ term, rest, found }) => (
        <li key={termText(term)}>
          Without <em>{termText(term)}</em> there {found === 1 ? 'is' : 'are'} <a href={addressOf([], { q: formatQuery(rest) })}>{found}</a>
          .
        </li>
      ))}
    </ul>
  );
}
