import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { lanesOf } from './lanes.ts';
import { loadTargets } from './targets.ts';

const gigabyte = 1024 ** 3;
const plans = (await loadTargets(places())).map((target) => ({ target }));

test('every target runs once, and those that compute run after those that wait', () => {
  const lanes = lanesOf(plans, 2, 64 * gigabyte);
  expect(lanes.map(({ load }) => load)).toEqual(['waits', 'computes']);
  expect(lanes.flatMap(({ members }) => members)).toHaveLength(plans.length);
  expect(lanes[1]?.members.map(({ target }) => target.kind)).toEqual(expect.arrayContaining(['kernel', 'gvisor']));
  const waits = new Set(['native', 'container', 'lwip', 'command']);
  expect(lanes[0]?.members.filter(({ target }) => !waits.has(target.kind))).toEqual([]);
});

test('no more run at once than were asked for, nor than memory has room for, but always one', () => {
  expect(lanesOf(plans, 3, 64 * gigabyte).map(({ jobs }) => jobs)).toEqual([3, 3]);
  expect(lanesOf(plans, 16, 4 * gigabyte).map(({ jobs }) => jobs)).toEqual([6, 1]);
  expect(lanesOf(plans, 16, gigabyte / 2).map(({ jobs }) => jobs)).toEqual([1, 1]);
});

test('a lane that nobody is in is not there', () => {
  expect(
    lanesOf(
      plans.filter(({ target }) => target.kind === 'native'),
      2,
    ),
  ).toHaveLength(1);
});
