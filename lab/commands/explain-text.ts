import { outcomeText } from '../explain/answer.ts';
import type { Answer } from '../explain/answer.ts';
import type { ModelAnswer } from '../explain/calls-seen.ts';
import { formatQuery } from '../explain/query.ts';
import type { Explained, Trail } from '../explain/trail.ts';
import type { Understood } from '../explain/understand.ts';
import { count } from '../prose.ts';

/** So many answers fit on one screen. */
const mostAnswers = 4;

/** What was understood, in a few lines. */
export function understoodText({ query, reading, notes }: Understood): string {
  const by = reading?.by === undefined ? '' : `  (${reading.by})`;
  const terms = formatQuery(query);
  const numbers = (reading?.chips ?? []).filter(({ kind, why }) => kind === 'outcome' && /^\d/.test(why)).map(({ why }) => `${why}.`);
  const says = [...(reading?.madeUp === undefined ? [] : [reading.madeUp.says]), ...numbers, ...(reading?.notes ?? []), ...notes];
  return [
    `Understood: ${terms === '' ? 'no call of the kernel' : terms}${by}`,
    ...[...new Set(says)].flatMap((note) => wrapped(note, '  ')),
  ].join('\n');
}

/** Answers as a numbered list. `limit`: how many at most. */
export function answersText(answers: readonly Answer[], limit: number = mostAnswers): string {
  const shown = answers.slice(0, limit);
  const more = answers.length - shown.length;
  const outcomes = new Set(answers.map(({ call, outcome }) => `${call} ${outcomeText(outcome)}`));
  const [only] = outcomes;
  const head = outcomes.size === 1 && only !== undefined ? `A ${only} if, the likeliest first:` : 'The likeliest first:';
  return [
    head,
    ...shown.map((answer, at) => answerText(answer, at + 1, outcomes.size > 1, at + 1 < answers.length)),
    ...(more > 0 ? [`${count(more, 'less likely cause')} more: --all`] : []),
  ].join('\n\n');
}

function answerText(answer: Answer, number: number, withOutcome: boolean, hasNext: boolean): string {
  const { did, where, elsewhere, data, tell, example, signals, cases } = answer;
  const head = withOutcome ? `${answer.call} ${outcomeText(answer.outcome)}. ` : '';
  const signal = signals.length === 0 ? '' : ` (${signals.join(', ')} comes along on some)`;
  const lines = [
    ...(data === '' ? [] : [`Data: ${data}`]),
    `Seen on ${where.join('; ')}${signal}, in ${count(cases, 'case')}.`,
    ...(elsewhere.length === 0 ? [] : [`Elsewhere: ${elsewhere.join('; ')}.`]),
    ...(tell === '' || !hasNext ? [] : [`Unlike ${number + 1}: ${tell}.`]),
    `See reports/scenarios/${example.case.split('/')[0]}.md, or run: npm run lab -- repro ${example.case}`,
  ];
  return [...hanging(`${head}${did}`, `${number}. `), ...lines.flatMap((line) => wrapped(line, '   '))].join('\n');
}

/** Sequences that models give. */
export function modelAnswersText(answers: readonly ModelAnswer[]): string {
  const [first] = answers;
  if (first === undefined) return '';
  const list = answers.map(
    ({ steps }, at) => `${at + 1}. ${steps.map(({ text, isYours }) => (isYours ? text : `the other side: ${text}`)).join('; ')}`,
  );
  const source = `From the model of ${first.system} on ${first.link}, shortest first (see reports/${first.page}); "a" is your end:`;
  return [source, ...list.flatMap((line) => wrapped(line, ''))].join('\n');
}

/** A trail line by line, each with what it means below it. */
export function trailText({ fd, link }: Trail, { annotations, decisive }: Explained): string {
  const lines = annotations.map(({ line, text, means }) =>
    [`${String(line + 1).padStart(5)}  ${text}`, ...(means === '' ? [] : [`       ^ ${means}`])].join('\n'),
  );
  const about = `Descriptor ${fd}${link === undefined ? '' : `, ${link}`}:`;
  return [
    about,
    lines.join('\n'),
    ...(decisive === undefined || decisive.answers.length === 0 ? [] : [answersText(decisive.answers, 3)]),
  ].join('\n\n');
}

/** The width of a line. */
const width = 100;

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > width && line.trim() !== '') {
      lines.push(line);
      line = `${indent}${' '.repeat(2)}${word}`;
    } else line = line.trim() === '' ? `${line}${word}` : `${line} ${word}`;
  }
  return [...lines, line];
}

function hanging(text: string, head: string): string[] {
  const [first = '', ...others] = wrapped(text, ' '.repeat(head.length));
  return [`${head}${first.trimStart()}`, ...others];
}
