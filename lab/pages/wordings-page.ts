import type { Atlas } from '../atlas/atlas.ts';
import { compare } from '../atlas/order.ts';
import { unmeasuredNumbers } from '../explain/numbers.ts';
import type { Vocabulary } from '../explain/vocabulary.ts';
import { vocabularyOf } from '../explain/vocabulary-of.ts';
import { code, escape, generated, link, page, table } from './markdown.ts';

/** `reports/wordings.md`: the numbers and texts of errors, system by system. Undefined while no agent has reported any. */
export function wordingsPage(atlas: Pick<Atlas, 'systems'>): string | undefined {
  const vocabulary = vocabularyOf(atlas);
  const measured = vocabulary.numbers.filter(({ isMeasured }) => isMeasured);
  if (measured.length === 0) return undefined;
  return page([
    generated,
    '# Which error is errno 54? Numbers and texts of errors',
    'Numbers differ from system to system, and texts from libc to libc. `npm run lab -- explain` reads both in a line of a log.',
    '## Measured',
    'As the agents reported them where they ran: the number, and what strerror() says.',
    measuredTable(vocabulary),
    '## Not measured',
    'From the public headers of systems that nobody has measured yet. Only errors of connections.',
    unmeasuredTable(),
    link('All findings', 'README.md'),
  ]);
}

function measuredTable({ numbers, texts }: Vocabulary): string {
  const measured = numbers.filter(({ isMeasured }) => isMeasured);
  const names = [...new Set(measured.flatMap((one) => Object.keys(one.numbers)))].toSorted(compare);
  return table(
    ['error', ...measured.map(({ systems }) => escape(systems)), 'text'],
    names.map((name) => {
      const said = texts.filter(({ errno, isMeasured }) => isMeasured && errno === name);
      const words = said.map(({ text, from }) => (said.length === 1 ? escape(text) : `${escape(text)} (${escape(from)})`));
      return [code(name), ...measured.map((one) => numberText(one.numbers[name])), words.join('; ')];
    }),
  );
}

function unmeasuredTable(): string {
  const names = [...new Set(unmeasuredNumbers.flatMap((one) => Object.keys(one.numbers)))].toSorted(compare);
  return table(
    ['error', ...unmeasuredNumbers.map(({ systems }) => escape(systems))],
    names.map((name) => [code(name), ...unmeasuredNumbers.map((one) => numberText(one.numbers[name]))]),
  );
}

function numberText(number: number | undefined): string {
  return number === undefined ? '–' : `${number}`;
}
