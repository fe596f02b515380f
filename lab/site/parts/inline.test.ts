import fc from 'fast-check';
import { expect, test } from 'vitest';
import { code, escape, link } from '../../pages/markdown.ts';
import { piecesOf } from './inline.ts';

test('a text that the pages escape is read as just this text, whatever it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[<>&*`_[\]()a-z@~|\\:/ ]{0,20}$/)), (text) => {
      const line = text
        .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
        .replaceAll(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
        .trim();
      const pieces = piecesOf(escape(line));
      expect(pieces.every(({ kind }) => kind === 'text')).toBe(true);
      expect(pieces.map((piece) => piece.text).join('')).toBe(line);
    }),
  );
});

test('code, emphasis, links and strong words are what they are', () => {
  expect(piecesOf(`see ${link(escape('a [b]'), 'scenarios/x.md')}: *first read* is ${code('EOF')}, **not** so`)).toEqual([
    { kind: 'text', text: 'see ' },
    { kind: 'link', text: 'a [b]', address: 'scenarios/x.md' },
    { kind: 'text', text: ': ' },
    { kind: 'emphasis', text: 'first read' },
    { kind: 'text', text: ' is ' },
    { kind: 'code', text: 'EOF' },
    { kind: 'text', text: ', ' },
    { kind: 'strong', text: 'not' },
    { kind: 'text', text: ' so' },
  ]);
});
