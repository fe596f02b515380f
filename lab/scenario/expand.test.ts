import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expand } from './expand.ts';
import { ScenarioFile } from './file-schema.ts';
import { matches } from './matrix.ts';

const dimension = fc.stringMatching(/^[a-z]{1,6}$/);
const value = fc.oneof(fc.stringMatching(/^[a-zA-Z0-9_+-]{1,8}$/), fc.integer({ min: 0, max: 99 }));
const matrix = fc.dictionary(dimension, fc.uniqueArray(value, { minLength: 1, maxLength: 4, selector: String }), {
  minKeys: 1,
  maxKeys: 3,
});

/** A scenario that sends each matrix value as text, so that every choice makes another plan. */
function fileWith(values: Record<string, (string | number)[]>, exclude: ScenarioFile['exclude'] = []): ScenarioFile {
  const names = Object.keys(values);
  return ScenarioFile.parse({
    title: 't',
    question: 'q',
    matrix: Object.fromEntries(names.map((name) => [name, values[name]?.map(String)])),
    exclude,
    steps: [
      { call: 'connect-pair', link: 'unix-pair', as: ['a', 'b'] },
      ...names.map((name) => ({ call: 'write', fd: 'a', data: `$${name}` })),
    ],
  });
}

test('there are as many cases as the product of the dimensions, less what is excluded', () => {
  fc.assert(
    fc.property(matrix, fc.nat(), fc.nat(), (values, pickDimension, pickValue) => {
      const [name, list] = Object.entries(values)[pickDimension % Object.keys(values).length] ?? ['', []];
      const excluded = { with: { [name]: String(list[pickValue % list.length]) }, reason: 'r' };
      const product = Object.values(values).reduce((count, one) => count * one.length, 1);
      expect(expand('x', fileWith(values)).cases).toHaveLength(product);
      const { cases, findings } = expand('x', fileWith(values, [excluded]));
      expect(findings).toEqual([]);
      expect(cases).toHaveLength(product - product / list.length);
      expect(cases.filter((one) => matches(one.matrix, excluded.with))).toEqual([]);
    }),
  );
});

test('ids and hashes tell all cases apart', () => {
  fc.assert(
    fc.property(matrix, (values) => {
      const { cases } = expand('x', fileWith(values));
      expect(new Set(cases.map((one) => one.id)).size).toBe(cases.length);
      expect(new Set(cases.map((one) => one.hash)).size).toBe(cases.length);
      for (const one of cases) expect(one.id).toMatch(/^x\/[a-zA-Z0-9._|+-]+$/);
    }),
  );
});

test('the order of the matrix changes ids and never hashes', () => {
  fc.assert(
    fc.property(matrix, (values) => {
      const reversed = Object.fromEntries(Object.entries(values).toReversed());
      const file = fileWith(values);
      const other = { ...file, matrix: fileWith(reversed).matrix };
      const hashes = (one: ScenarioFile) =>
        expand('x', one)
          .cases.map((theCase) => theCase.hash)
          .toSorted();
      expect(hashes(other)).toEqual(hashes(file));
    }),
  );
});

test('names and labels do not change the hash, an argument does', () => {
  const hash = (...steps: object[]) => expand('x', ScenarioFile.parse({ title: 't', question: 'q', steps })).cases[0]?.hash;
  const pair = (first: string) => ({ call: 'connect-pair', link: 'tcp4', as: [first, 'b'] });
  const plain = hash(pair('a'), { call: 'read', fd: 'a' });
  expect(plain).toMatch(/^[0-9a-f]{16}$/);
  expect(hash(pair('left'), { call: 'read', fd: 'left', label: 'first', size: 64 })).toBe(plain);
  expect(hash(pair('a'), { call: 'read', fd: 'a', size: 65 })).not.toBe(plain);
});

test('values with characters that an id cannot have are spelled without them', () => {
  const ids = expand('x', fileWith({ data: ['a b', 'é/.', 'SHUT_RDWR', ''] })).cases.map((one) => one.id);
  expect(ids).toEqual(['x/a-b', 'x/---', 'x/SHUT_RDWR', 'x/empty']);
});
