import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, changed, routeOf } from './route.ts';

const words = fc.string({ minLength: 1, maxLength: 20 });

test('every place has an address that leads to it', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 3 }), fc.dictionary(words, words, { maxKeys: 4 }), (path, query) => {
      const route = routeOf(addressOf(path, query));
      expect(route.path).toEqual(path);
      expect({ ...route.with }).toEqual({ ...query });
    }),
  );
});

test('what cannot be decoded is taken as it stands, and an empty address is the start', () => {
  expect(routeOf('#/scenario/%zz').path).toEqual(['scenario', '%zz']);
  expect(routeOf('')).toEqual({ path: [], with: {} });
});

test('a change keeps the rest, and nothing as a value takes it out', () => {
  const route = routeOf('#/group/close?differ=1&ref=linux-7.3');
  expect(changed(route, { differ: undefined })).toBe('#/group/close?ref=linux-7.3');
});
