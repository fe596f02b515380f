import type { JSX } from 'preact';
import { outcomeText } from '../../explain/answer.ts';
import type { Answer } from '../../explain/answer.ts';
import { allOf, count } from '../../prose.ts';
import { addressOf } from '../route/route.ts';

/** One thing that may have happened: what the other side did, what the call does then, where, whether data is lost, how to tell it from the next. */
export function AnswerCard({ answer, next }: { answer: Answer; next: Answer | undefined }): JSX.Element {
  const { did, call, outcome, signals, where, elsewhere, data, tell, cases } = answer;
  return (
    <li class="answer">
      <h2>{did}</h2>
      <p>
        Then <code>{call}</code> {outcomeText(outcome)}
        {signals.length > 0 && ` (with ${allOf(signals)})`} on {where.join('; ')}.
        {elsewhere.length > 0 && <span> Elsewhere it does not: {elsewhere.join('; ')}.</span>}
      </p>
      {data !== '' && <p>{data}</p>}
      {tell !== '' && next !== undefined && <p class="quiet">To tell it from the next: {tell}.</p>}
      <p>
        <a href={sequenceAddress(answer)}>See the sequence</a> <span class="quiet">measured in {count(cases, 'case')}</span>
      </p>
    </li>
  );
}

function sequenceAddress({ example, outcome }: Answer): string {
  const [scenario = '', ...rest] = example.case.split('/');
  return addressOf(['scenario', scenario], { case: rest.join('/'), step: String(example.step + 1), gives: outcome });
}
