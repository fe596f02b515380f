import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { Seen } from '../atlas/fixture.ts';
import { groupAlike } from '../atlas/group.ts';
import { emphasised, foldRows, differ, stepsOf } from './row.ts';
import { whereText } from './where.ts';
import type { Scenario } from '../scenario/case.ts';

const scenario = scenarioWith('s', ['close 1', 'read 0 64 = first read'], {
  matrix: { link: ['unix-pair', 'unix-path', 'tcp4'], how: ['close', 'kill'] },
});

function rowsOf(one: Scenario, ...targets: { kernel: string; see: (link: string) => Seen }[]) {
  const results = targets.map(({ kernel, see }, index) =>
    resultWith(`t${index}`, [one], (theCase) => see(String(theCase.matrix['link'])), { identity: identityOf(kernel, '1.0') }),
  );
  const atlas = mergeAtlas([one], [], results);
  const groups = groupAlike(atlas, atlas.systems, one.cases);
  return { groups, rows: foldRows(one, stepsOf(atlas, one, groups), ['first read']) };
}

const gives = (outcome: string): Seen => ['0', outcome];

test('cases that behave alike everywhere share a row, named by what they have in common', () => {
  const { rows } = rowsOf(scenario, { kernel: 'Linux', see: (link) => gives(link === 'tcp4' ? 'EOF' : 'ECONNRESET') });
  expect(rows.map(({ where, cases }) => [where, cases.length])).toEqual([
    ['unix-pair, unix-path', 4],
    ['tcp4', 2],
  ]);
});

test('cases are named by their values, also where no one choice of values describes them', () => {
  const some = scenario.cases.filter(({ id }) => id === 's/unix-pair.close' || id === 's/tcp4.kill');
  expect(whereText(scenario, some)).toBe('unix-pair; how: close or tcp4; how: kill');
  expect(
    whereText(
      scenario,
      scenario.cases.filter(({ matrix }) => matrix['how'] === 'kill'),
    ),
  ).toBe('how: kill');
});

test('what differs from the first column that was measured is bold, however many systems share a column', () => {
  const linux = { kernel: 'Linux', see: () => gives('ECONNRESET') };
  const told = (...targets: { kernel: string; see: (link: string) => Seen }[]) => {
    const [step] = rowsOf(scenario, ...targets).rows[0]?.steps ?? [];
    if (step === undefined) throw new Error('no step');
    return { isDifferent: differ(step), cells: emphasised(step) };
  };
  const others = ['Darwin', 'FreeBSD'].map((kernel) => ({ kernel, see: () => gives('EOF') }));
  expect(told(linux, ...others)).toEqual({ isDifferent: true, cells: ['`ECONNRESET`', '**`EOF`**'] });
  expect(told(linux, linux)).toEqual({ isDifferent: false, cells: ['`ECONNRESET`'] });
});

test('what differs only back-to-back is told in the cell and makes no difference between systems', () => {
  const racy: Seen = [
    { pacing: 'back-to-back', count: 7, outcomes: ['0', 'ECONNRESET'] },
    { pacing: 'back-to-back', count: 3, outcomes: ['0', 'EOF'] },
    { pacing: 'settled', count: 10, outcomes: ['0', 'ECONNRESET'] },
  ];
  const { rows } = rowsOf(
    scenarioWith('s', ['close 1', 'read 0 64 = first read']),
    { kernel: 'Linux', see: () => gives('ECONNRESET') },
    { kernel: 'Darwin', see: () => racy },
  );
  const [step] = rows[0]?.steps ?? [];
  expect(step?.cells.map(({ text }) => text)).toEqual(['`ECONNRESET`, back-to-back sometimes `EOF`']);
  expect(step === undefined || differ(step)).toBe(false);
});

test('of outcomes that vary all are shown, and not how often chance made each', () => {
  const varied: Seen = [
    { pacing: 'settled', count: 17, outcomes: ['0', 'ECONNRESET'] },
    { pacing: 'settled', count: 3, outcomes: ['0', 'EOF'] },
  ];
  const { rows } = rowsOf(scenarioWith('s', ['close 1', 'read 0 64 = first read'], { matrix: { link: ['tcp4'] } }), {
    kernel: 'Linux',
    see: () => varied,
  });
  expect(rows[0]?.steps[0]?.cells[0]?.text).toBe('sometimes `ECONNRESET`, sometimes `EOF`');
});

test('what was not measured is said in words, with what a source claims, and never as if it had been seen', () => {
  const claimed = scenarioWith('s', ['close 1', 'read 0 64 = first read'], {
    claims: [{ of: ['first read'], outcome: ['EOF'], on: { os: 'macos' } }],
  });
  const { rows } = rowsOf(claimed, {
    kernel: 'Darwin',
    see: (link) => (link === 'tcp4' ? undefined : gives('ECONNRESET')),
  });
  expect(rows.map(({ steps }) => steps[0]?.cells[0])).toMatchObject([
    { text: '`ECONNRESET`' },
    { seen: undefined, text: 'not run, claimed: EOF (so)' },
  ]);
});

test('a link that a system lacks is said so in every step', () => {
  const { rows } = rowsOf(scenarioWith('s', ['connect-pair $link 0 1', 'read 0 64 = first read']), {
    kernel: 'Darwin',
    see: (link) => (link === 'tcp4' ? ['unsupported: tcp4'] : ['done', 'EOF']),
  });
  expect(rows.at(-1)?.steps[0]?.cells[0]).toEqual({ seen: undefined, text: 'unsupported: tcp4' });
});
