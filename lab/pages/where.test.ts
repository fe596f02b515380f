import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenarioWith } from '../atlas/fixture.ts';
import { whereShort, whereText } from './where.ts';

const matrix = { op: ['read', 'recv', 'poll'], link: ['unix-pair', 'unix-path', 'tcp4', 'tcp6'] };
const scenario = scenarioWith('s', ['connect-pair $link 0 1'], { matrix });
const casesOf = (...ids: string[]) => scenario.cases.filter(({ id }) => ids.includes(id.slice(2)));

test('a product of values is written by its values, without dimensions that take all of theirs', () => {
  expect(whereText(scenario, casesOf('read.tcp4', 'read.tcp6', 'recv.tcp4', 'recv.tcp6'))).toBe('op: read, recv; tcp4, tcp6');
  expect(whereText(scenario, casesOf('read.tcp4', 'recv.tcp4', 'poll.tcp4'))).toBe('tcp4');
});

test('cases that are no product are several', () => {
  const all = scenario.cases.filter(({ matrix: { op, link } }) => op === 'poll' || link === 'tcp4');
  expect(whereText(scenario, all)).toBe('op: read, recv; tcp4 or op: poll');
  expect(whereText(scenario, casesOf('read.tcp4', 'poll.tcp6'))).toBe('op: read; tcp4 or op: poll; tcp6');
});

test('different sets of cases are never written alike', () => {
  const some = fc.subarray([...scenario.cases], { minLength: 1 });
  fc.assert(
    fc.property(some, some, (one, other) => {
      const isSame = one.length === other.length && one.every((theCase) => other.includes(theCase));
      expect(whereText(scenario, one) === whereText(scenario, other)).toBe(isSame);
    }),
  );
});

test('in a sentence a long list is only counted', () => {
  expect(whereShort(scenario, casesOf('read.tcp4'))).toBe('op: read; tcp4');
  const wide = scenarioWith('s', ['connect-pair $link 0 1'], {
    matrix: { link: Array.from({ length: 40 }, (_, index) => `link-${index}`) },
  });
  expect(whereShort(wide, wide.cases.slice(0, 30))).toBe('30 of 40 cases');
});
