import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { checkYaml } from './yaml.ts';

const schema = z.strictObject({
  title: z.string().min(2).max(10),
  kind: z.enum(['plain', 'special']).optional(),
  count: z.int().min(1).max(5).optional(),
  names: z.union([z.string(), z.array(z.string()).max(2)]).optional(),
  parts: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('wheel'), size: z.int() }),
        z.strictObject({ type: z.literal('door') }),
      ]),
    )
    .optional(),
  sizes: z.record(z.string().regex(/^[a-z]+$/, 'a size is a word in lower case.'), z.int()).optional(),
});

function problems(text: string): string[] {
  return checkYaml('x.yaml', text, schema).diagnostics.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

test('text that is right gives its data', () => {
  const text = '# a comment\ntitle: "012"\nkind: plain\ncount: 3\nnames: [a, b]\nparts:\n  - { type: wheel, size: -4 }\n';
  expect(checkYaml('x.yaml', text, schema)).toEqual({
    data: { title: '012', kind: 'plain', count: 3, names: ['a', 'b'], parts: [{ type: 'wheel', size: -4 }] },
    diagnostics: [],
  });
});

test.each<[what: string, text: string, expected: string[]]>([
  ['an unknown key, at the key', 'title: ab\nkidn: plain\n', ["2:1: There is no key 'kidn' here. Did you mean 'kind'?"]],
  ['a missing key, at its parent', 'title: ab\nparts:\n  - { type: wheel }\n', ["3:5: 'size' is missing."]],
  ['a wrong value, at the value', 'title: ab\nkind: plian\n', ["2:7: 'kind' cannot be 'plian'. Did you mean 'plain'?"]],
  ['a key without a value, at the key', 'title:\n', ["1:1: 'title' has no value."]],
  ['a wrong discriminator', 'title: ab\nparts: [{ type: weel, size: 1 }]\n', ["2:17: There is no type 'weel'. Did you mean 'wheel'?"]],
  ['a value outside its range', 'title: ab\ncount: 9\n', ["2:8: 'count' must be at most 5, not 9."]],
  ['a fraction for a whole number', 'title: ab\ncount: 1.5\n', ["2:8: 'count' must be a whole number, not 1.5."]],
  ['a text that is too long', 'title: abcdefghijk\n', ["1:8: 'title' has 11 characters; it must have at most 10."]],
  ['no branch of a union', 'title: ab\nnames: 5\n', ["2:8: 'names' must be text or a list, not 5."]],
  ['the nearest branch of a union', 'title: ab\nnames: [a, 5]\n', ["2:12: Item 2 of 'names' must be text, not 5."]],
  ['a key of a record', 'title: ab\nsizes: { Big: 1 }\n', ["2:10: The key 'Big' is not allowed: a size is a word in lower case."]],
  ['a list where keys are expected', '- a\n', ['1:1: The file must be a group of keys, not a list.']],
  ['an empty file', '', ['1:1: The file is empty.']],
  ['a file of comments', '# nothing\n', ['1:1: The file is empty.']],
  ['a tab as indentation', 'title:\n\tab\n', ['2:1: A tab is not allowed as indentation in YAML.']],
  ['a key that is there twice', 'title: ab\nsizes: { a: 1, b: 2, a: 3 }\n', ["2:22: The key 'a' is here twice."]],
  ['an anchor and an alias', 'title: &t ab\nnames: *t\n', ['1:11: Anchors (&t) are not read here.', '2:8: Aliases are not read here.']],
  ['a second document', 'title: ab\n---\ntitle: cd\n', ['2:1: A file holds one document.']],
  ['a tag', 'title: !!binary ab\n', ['1:17: Tags (!name) are not read here.']],
  ['another version of YAML', '%YAML 1.1\n---\ntitle: ab\n', ['1:1: Only YAML 1.2 is read here.']],
  ['a key that is a list', '[a]: b\n', ['1:1: A key must be a plain word.']],
  ['a merge key', 'title: ab\n<<: { kind: plain }\n', ["2:1: There is no key '<<' here."]],
  [
    'a bracket that is never closed',
    'title: [a\n',
    ['2:1: This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ].'],
  ],
])('%s is reported', (_, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test.each(['010', '1e3', '0x10', '0o17', '.5', '1.', '1.50', '+5', '-0', '99999999999999999999', 'True', 'NULL', '.inf', '.NaN'])(
  '%s, which YAML would change, is an error and not something else',
  (written) => {
    expect(problems(`title: ${written}\n`)).toEqual([expect.stringContaining(`1:8: ${written} would be read as `)]);
    expect(problems(`title: '${written}'\n`).filter((problem) => !problem.includes('characters'))).toEqual([]);
  },
);

test.each([
  ['a zero-width space', '\u200B', 'U+200B'],
  ['a soft hyphen', '\u00AD', 'U+00AD'],
  ['an override of the direction', '\u202E', 'U+202E'],
  ['a separator of lines', '\u2028', 'U+2028'],
])('%s is refused in a value and in a key', (_, character, name) => {
  const message = `This holds a character that nobody can see, ${name}.`;
  expect(problems(`title: 'a${character}b'\n`)).toEqual([`1:8: ${message}`]);
  expect(problems(`title: ab\nsizes: { 'a${character}': 1 }\n`)[0]).toBe(`2:10: ${message}`);
});

test('what YAML 1.2 reads as text stays text', () => {
  for (const written of ['no', 'yes', 'on', '1_000', '12:30', '2022-12-31', '1.2.3', '0b11', '08x']) {
    expect(checkYaml('x', `title: ${written}\n`, schema).data).toEqual({ title: written });
  }
});

test('keys that objects inherit are ordinary keys, and the one that sets what they inherit is refused wherever it stands', () => {
  expect(problems('title: ab\nconstructor: 1\n')).toEqual(["2:1: There is no key 'constructor' here."]);
  const refused = "The key '__proto__' means something to JavaScript itself.";
  expect(problems('title: ab\n__proto__: { polluted: 1 }\n')).toEqual([`2:1: ${refused}`]);
  expect(problems('title: ab\nsizes: { a: 1, __proto__: 2 }\n')).toEqual([
    "2:16: The key '__proto__' means something to JavaScript itself.",
  ]);
  expect('polluted' in {}).toBe(false);
});

test.each<[what: string, text: string]>([
  ['brackets', '['.repeat(200_000)],
  ['braces', 'a: {'.repeat(50_000)],
  ['lists in one line', '- '.repeat(100_000)],
  ['complex keys', '? '.repeat(100_000)],
  ['indentation', Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['values that are keys', 'a: '.repeat(80_000)],
  ['quotes', '"a" '.repeat(20_000)],
  ['anchors that multiply', `a: &a [x]\n${Array.from({ length: 26 }, (_, i) => `k${i}: &k${i} [${'*a,'.repeat(9)}*a]`).join('\n')}`],
  ['many keys', Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n')],
])('hostile %s end in a diagnostic, soon', (_, text) => {
  const start = performance.now();
  expect(problems(text).length).toBeGreaterThan(0);
  expect(performance.now() - start).toBeLessThan(5000);
});

test('no text makes it throw, and every place lies in the text', () => {
  const pieces = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '\t',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '&x ',
    '*x',
    '!!str ',
    '#',
    '|',
    '>',
    '---\n',
    '...\n',
    '%',
    '\r\n',
    '?',
    '010',
    'é',
    '😀',
    '\0',
    '\u001b[31m',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const lines = text.split('\n');
      for (const { line, column, length } of checkYaml('x', text, z.record(z.string(), z.int())).diagnostics) {
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column - 1).toBeLessThanOrEqual((lines[line - 1] ?? '').length);
        expect(length).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 500 },
  );
});

test('data that the yaml library writes is read back the same', () => {
  const key = fc.stringMatching(/^[a-z]{1,8}$/);
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1 }), (data) => {
      const read = checkYaml('x', stringify(data, { version: '1.2', aliasDuplicateObjects: false }), z.record(z.string(), z.unknown()));
      expect(read).toEqual({ data: { ...data }, diagnostics: [] });
    }),
  );
});
