import { expect, test } from 'vitest';
import { aboutFile, formatDiagnostic, formatForGitHub, sortDiagnostics } from './diagnostic.ts';

const at = { file: 'x.yaml', line: 3, column: 5, length: 4, message: 'Wrong.' };

test('the frame shows the line, and carets under the place', () => {
  expect(formatDiagnostic({ ...at, text: 'abc defgh', hint: 'Do better.' })).toBe(
    'x.yaml:3:5: Wrong.\n  3 | abc defgh\n    |     ^^^^\n  Do better.',
  );
});

test('a long line is cut around the place', () => {
  const [, line = '', carets = ''] = formatDiagnostic({ ...at, column: 501, text: `${'a'.repeat(500)}HERE${'b'.repeat(500)}` }).split('\n');
  expect(line.length).toBeLessThan(100);
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
});

test('a finding about a whole file has no frame', () => {
  expect(formatDiagnostic(aboutFile('x.yaml', 'It is empty.'))).toBe('x.yaml:1:1: It is empty.');
});

test('control characters of a file never reach the terminal', () => {
  const shown = formatDiagnostic({ ...at, file: 'a\u001b[2J.yaml', text: 'abc \u001b[31mdef\u202e', message: 'no \u0007 bell' });
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test('a workflow command cannot be broken out of', () => {
  expect(formatForGitHub({ ...at, file: 'a,b:c.yaml', message: '100%\n::warning::x' })).toBe(
    '::error file=a%2Cb%3Ac.yaml,line=3,col=5::100%25%0A::warning::x',
  );
});

test('findings are sorted by file and place, equal ones once', () => {
  const second = { ...at, line: 10 };
  const other = { ...at, file: 'a.yaml' };
  expect(sortDiagnostics([second, at, other, { ...at }])).toEqual([other, at, second]);
});
