import fc from 'fast-check';
import { expect, test } from 'vitest';
import { code, escape, link, page, table } from './markdown.ts';

test.each([
  ['<img src=x onerror=alert(1)>', '&#60;img src=x onerror=alert(1)&#62;'],
  ['a|b', 'a&#124;b'],
  ['a\nb\r\n# c', 'a b # c'],
  ['[x](javascript:alert(1))', '&#91;x&#93;(javascript:alert(1))'],
  ['`x` *y* ~~z~~', '&#96;x&#96; &#42;y&#42; &#126;&#126;z&#126;&#126;'],
  ['_x_ SO_LINGER', '&#95;x&#95; SO_LINGER'],
  ['http://evil.example www.evil.example @someone', 'http&#58;//evil.example www&#46;evil.example &#64;someone'],
  ['# title', '&#8203;# title'],
  ['AT&amp;T', 'AT&#38;amp;T'],
  ['a\u202Eb', 'ab'],
  ['read() after the peer closed', 'read() after the peer closed'],
])('%j is shown as it is and marks up nothing', (text, markdown) => {
  expect(escape(text)).toBe(markdown);
});

test('escaped text has nothing in it that markdown or HTML could take for markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(escape(text)).not.toMatch(/[<>|`*[\]\\~@\n\r]/);
    }),
  );
});

test('code cannot end early', () => {
  expect(code('IN|HUP')).toBe('`IN|HUP`');
  expect(code('a`<img>`b')).toBe('a&#96;&#60;img&#62;&#96;b');
  expect(code('a\n\nb')).toBe('`a b`');
});

test('a link leads to the web or into the repository, or is none', () => {
  expect(link('x', 'https://a.example/(b)?c|d')).toBe('[x](https://a.example/%28b%29?c%7Cd)');
  expect(link('x', 'scenarios/a.md')).toBe('[x](scenarios/a.md)');
  expect(link('x', '../../scenarios/a.yaml')).toBe('[x](../../scenarios/a.yaml)');
  for (const address of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', '//evil.example'])
    expect(link('x', address)).toBe('x');
});

test('a bar in a cell, also in code, does not begin another cell, and columns are aligned by width', () => {
  expect(table(['a', 'b'], [['`IN|HUP`', '日本']])).toBe('| a         | b    |\n| --------- | ---- |\n| `IN\\|HUP` | 日本 |');
});

test('a page ends with one newline and leaves empty parts out', () => {
  expect(page(['a', '', 'b'])).toBe('a\n\nb\n');
});
