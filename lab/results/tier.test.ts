import { expect, test } from 'vitest';
import { tierOf } from './tier.ts';

test.each([
  ['a run of the lab on one of its targets', { how: 'container' }, 'lab'],
  ['a kit that somebody ran', { how: 'kit', contributor: 'Ann' }, 'contributed'],
  ['a kit that nobody put a name to', { how: 'kit' }, 'contributed'],
  ['a result file of another lab', { how: 'native', contributor: 'unnamed' }, 'contributed'],
  ['a kit that ran in CI', { how: 'kit', details: { ci: 'https://example.org/o/r' } }, 'ci'],
  ['a container that ran in CI', { how: 'container', details: { ci: 'https://example.org/o/r' } }, 'ci'],
] as const)('%s has its tier', (_, run, tier) => {
  expect(tierOf(run)).toBe(tier);
});
