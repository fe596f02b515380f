import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { smallVocabulary } from './fixture.ts';
import { readLine } from './read-line.ts';

const vocabulary = smallVocabulary();

/** Lines of a file: where from, the text, and what it must be read as. */
function examples(name: string): [line: string, wanted: string][] {
  const text = readFileSync(join(places().root, 'lab', 'explain', name), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((row) => row.split('\t'))
    .map(([, line = '', wanted = '']): [string, string] => [line, wanted]);
}

/** What a text is read as: the call, the outcome (for one that was made up how it came), and what else the example asks for. */
function readAs(line: string): { call: string; outcome: string; others: string[] } {
  const { call = '-', outcome, link, on, madeUp } = readLine(line, vocabulary);
  const systems = on.length > 2 ? ['bsd'] : on;
  return { call, outcome: outcome ?? madeUp?.means ?? '-', others: [...(link === undefined ? [] : [link]), ...systems] };
}

test.each(examples('log-lines.tsv'))('%s is %s', (line, wanted) => {
  const [call, outcome, ...others] = wanted.split(' ');
  const read = readAs(line);
  const found = outcome === '-' && others.length > 0 ? { call: read.call, outcome: '-', others: [read.outcome] } : read;
  expect(found).toMatchObject({ call, outcome });
  expect(found.others).toEqual(expect.arrayContaining(others));
});

/** The lines that people pasted say in fewer words what they are: their shorthands. */
const shorthands: Readonly<Record<string, string>> = {
  'own-close': '- own',
  'socket-hang-up': 'read EOF',
  EOF: 'read EOF',
  numbers: '- ECONNRESET',
  '- EPIPE': 'write EPIPE',
};

test.each(examples('pasted-lines.tsv'))('what somebody pasted, %s, is %s', (line, short) => {
  const wanted = (shorthands[short] ?? short).replace('bsd/macos', 'bsd');
  const [call, outcome, ...others] = wanted.split(' ');
  const read = readAs(line);
  expect(read).toMatchObject({ call, outcome });
  expect(read.others).toEqual(expect.arrayContaining(others));
});

test('an end that a runtime gives the name of an error is said to be none', () => {
  const { madeUp, outcome, by } = readLine("Error: socket hang up { code: 'ECONNRESET' }", vocabulary);
  expect({ outcome, by, means: madeUp?.means }).toEqual({ outcome: 'EOF', by: 'Node.js', means: 'EOF' });
});

test('a number or a text of the kernel beside the words of a library is what happened', () => {
  const line = "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))";
  expect(readLine(line, vocabulary)).toMatchObject({ outcome: 'ECONNRESET', madeUp: undefined, on: ['linux'] });
});

test('a number that stands for several errors is said to', () => {
  const { notes, outcome } = readLine('errno 35', vocabulary);
  expect(outcome).toBe('EAGAIN');
  expect(notes.join()).toContain('EDEADLK on Linux');
});

test('every chip is where it says, in the order of the text', () => {
  const words = fc.constantFrom(
    'read',
    'write',
    'ECONNRESET',
    'errno 54',
    '(104:',
    'Broken pipe',
    'tcp',
    'Error:',
    'x.sock',
    "code: 'EPIPE'",
    'socket hang up',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 12 })), { maxLength: 8 }), (parts) => {
      const text = parts.join(' ');
      const { chips } = readLine(text, vocabulary);
      for (const { start, end } of chips) expect(text.slice(start, end)).toHaveLength(end - start);
      for (const { start, end } of chips) expect(end).toBeGreaterThan(start);
      expect(chips.map(({ start }) => start)).toEqual(chips.map(({ start }) => start).toSorted((one, other) => one - other));
    }),
  );
});
