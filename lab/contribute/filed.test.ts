import { expect, test } from 'vitest';
import type { Run } from '../results/result.ts';
import { misfiled } from './filed.ts';

const run = (of: Partial<Run>): Run => ({ how: 'native', ...of }) as Run;

test.each([
  ['native', run({})],
  ['contributed-freebsd-14.2-amd64-1a2b3c4d', run({ how: 'kit', contributor: 'Ann' })],
  ['ci-macos-15.5-arm64', run({ how: 'kit', details: { ci: 'https://github.com/o/r/actions' } })],
])('%s is filed as what it is', (target, of) => {
  expect(misfiled({ target, runs: [of] })).toBeUndefined();
});

test.each([
  ['native', run({ how: 'kit' })],
  ['debian-12', run({ how: 'container', contributor: 'Mallory' })],
  ['ci-macos-15.5-arm64', run({ how: 'kit', contributor: 'Mallory' })],
  ['contributed-x-1a2b3c4d', run({})],
])('%s cannot hold a run of another tier, whichever of its runs it is', (target, of) => {
  expect(misfiled({ target, runs: [of] })).toMatch('npm run lab -- add');
  const good = target.startsWith('c') ? [] : [run({})];
  expect(misfiled({ target, runs: [...good, of] })).toBeDefined();
});
