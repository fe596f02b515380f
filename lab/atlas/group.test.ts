import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeAtlas } from './atlas.ts';
import { identityOf, resultWith, scenarioWith } from './fixture.ts';
import type { Seen } from './fixture.ts';
import { concerned, groupAlike } from './group.ts';
import { nameGroups } from './group-name.ts';

const scenario = scenarioWith('s', ['connect-pair $link 0 1', 'close 1', 'read 0 64 = first read'], {
  matrix: { link: ['unix-pair', 'unix-path', 'tcp4', 'tcp6'] },
});

/** What each target sees, case by case; undefined where it was not run. */
type Table = (string | undefined)[][];

const kernels = ['Linux', 'Darwin', 'FreeBSD'];

function groupsOf(table: Table, order = table.map((_row, index) => index)): string[][] {
  const results = order.map((index) =>
    resultWith(`t${index}`, [scenario], (one) => seen(table[index]?.[scenario.cases.indexOf(one)]), {
      identity: identityOf(kernels[index % 3] ?? 'Linux', `${index}.0`),
    }),
  );
  const atlas = mergeAtlas([scenario], [], results);
  return groupAlike(atlas, atlas.systems, atlas.cases).map(({ members }) => members.map(({ id }) => id));
}

function seen(outcome: string | undefined): Seen {
  return outcome === undefined ? undefined : ['done', '0', outcome];
}

test('systems that show the same behaviours everywhere share a group', () => {
  expect(
    groupsOf([
      ['EOF', 'EOF', 'EOF', 'EOF'],
      ['EOF', 'EOF', 'EOF', 'EOF'],
      ['EOF', 'EOF', 'EOF', 'ECONNRESET'],
    ]),
  ).toEqual([['t0', 't1'], ['t2']]);
});

test('a system with gaps joins the one group that it does not differ from', () => {
  expect(
    groupsOf([
      ['EOF', 'EOF', 'EOF', 'EOF'],
      ['EOF', 'EOF', undefined, undefined],
    ]),
  ).toEqual([['t0', 't1']]);
});

test('a system with gaps stands alone if two groups would do, or if it has too little in common with one', () => {
  const alone = groupsOf([
    ['EOF', 'EOF', 'EOF', 'EOF'],
    ['EOF', 'EOF', 'EOF', 'ECONNRESET'],
    ['EOF', 'EOF', 'EOF', undefined],
  ]);
  expect(alone).toEqual([['t0'], ['t2'], ['t1']]);
  expect(
    groupsOf([
      ['EOF', 'EOF', 'EOF', 'EOF'],
      ['EOF', undefined, undefined, undefined],
    ]),
  ).toEqual([['t0'], ['t1']]);
});

test('systems measured in different cases are not alike, although they never disagree', () => {
  expect(
    groupsOf([
      ['EOF', 'EOF', undefined, undefined],
      [undefined, undefined, 'EOF', 'EOF'],
    ]),
  ).toHaveLength(2);
});

test('a rare outcome that one target saw does not separate it from others with the same kernel name', () => {
  const rare: Seen = [
    { pacing: 'settled', count: 9, outcomes: ['done', '0', 'EOF'] },
    { pacing: 'settled', count: 1, outcomes: ['done', '0', 'ECONNRESET'] },
  ];
  const results = [resultWith('a', [scenario], () => rare), resultWith('b', [scenario], () => seen('EOF'))];
  const other = resultWith('c', [scenario], () => seen('EOF'), { identity: identityOf('Darwin', '24.4.0') });
  const atlas = mergeAtlas([scenario], [], [...results, other]);
  expect(groupAlike(atlas, atlas.systems, atlas.cases).map(({ members }) => members.map(({ id }) => id))).toEqual([['a', 'b', 'c']]);
});

const table = fc.array(fc.array(fc.constantFrom('EOF', 'ECONNRESET', 'unsupported: X', undefined), { minLength: 4, maxLength: 4 }), {
  minLength: 1,
  maxLength: 7,
});
/** A table in which every target has something: one that saw nothing at all is no system. */
const rows = table.map((all) => all.map((row) => (row.some((cell) => cell !== undefined) ? row : ['EOF', ...row.slice(1)])));

test('grouping is a partition', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const members = groupsOf(all).flat();
      expect(members.toSorted()).toEqual(all.map((_row, index) => `t${index}`).toSorted());
    }),
  );
});

test('grouping does not depend on the order of results', () => {
  fc.assert(
    fc.property(
      rows.chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(
            all.map((_row, index) => index),
            { minLength: all.length },
          ),
        ),
      ),
      ([all, order]) => {
        expect(groupsOf(all, order)).toEqual(groupsOf(all));
      },
    ),
  );
});

test('no two members of a group were seen to differ in a case', () => {
  fc.assert(
    fc.property(rows, (all) => {
      for (const group of groupsOf(all)) {
        for (const column of [0, 1, 2, 3]) {
          const known = group.map((id) => all[Number(id.slice(1))]?.[column]).filter((cell) => cell !== undefined);
          expect(new Set(known).size).toBeLessThan(2);
        }
      }
    }),
  );
});

test('no two groups have the same name', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const results = all.map((row, index) =>
        resultWith(`t${index}`, [scenario], (one) => seen(row[scenario.cases.indexOf(one)]), {
          identity: identityOf(kernels[index % 2] ?? '', `${index % 3}.0`),
        }),
      );
      const atlas = mergeAtlas([scenario], [], results);
      const names = nameGroups(groupAlike(atlas, atlas.systems, atlas.cases));
      expect(new Set(names).size).toBe(names.length);
    }),
  );
});

test('groups of one kernel are named by what distinguishes them', () => {
  const see = (outcome: string) => () => seen(outcome);
  const named = (results: Parameters<typeof mergeAtlas>[2]) => {
    const atlas = mergeAtlas([scenario], [], results);
    return nameGroups(groupAlike(atlas, atlas.systems, atlas.cases));
  };
  expect(
    named([
      resultWith('a', [scenario], see('EOF'), { identity: identityOf('Linux', '5.10.0-33') }),
      resultWith('b', [scenario], see('EPIPE'), { identity: identityOf('Linux', '6.1.0-4') }),
      resultWith('c', [scenario], see('EPIPE'), { identity: identityOf('Linux', '6.12.94') }),
    ]),
  ).toEqual(['Linux 6.1 and later', 'Linux before 6.1']);
  expect(
    named([
      resultWith('a', [scenario], see('EOF')),
      resultWith('b', [scenario], see('EPIPE'), { identity: identityOf('Linux', '6.18.44-fc', 'musl') }),
    ]),
  ).toEqual(['Linux with glibc', 'Linux with musl']);
  expect(named([resultWith('a', [scenario], see('EOF')), resultWith('b', [scenario], see('EPIPE'))])).toEqual([
    'Linux otherwise',
    'Linux 6.18.44 with glibc 2.36 (x86_64)',
  ]);
});

test('groups that are neither of other versions nor of other libcs are named in full, but for the first', () => {
  const on = (id: string, release: string, libc: string, outcome: string) =>
    resultWith(id, [scenario], () => seen(outcome), { identity: identityOf('Linux', release, libc) });
  const atlas = mergeAtlas(
    [scenario],
    [],
    [
      on('a', '6.1.0', 'glibc', 'EOF'),
      on('b', '6.1.0', 'musl', 'EPIPE'),
      on('c', '6.12.0', 'musl', 'EOF'),
      on('d', '5.10.0', 'glibc', '5'),
    ],
  );
  expect(nameGroups(groupAlike(atlas, atlas.systems, atlas.cases))).toEqual([
    'Linux otherwise',
    'Linux 6.1.0 with musl 2.36 (x86_64)',
    'Linux before 6.1',
  ]);
});

test('a version is named as short as it lies behind the one before it, and what has several sides by all of them', () => {
  const releases = (...all: [string, string][]) => {
    const results = all.map(([release, outcome], index) =>
      resultWith(`t${index}`, [scenario], () => seen(outcome), {
        declared: { system: { name: release.startsWith('20') ? 'gVisor' : 'linux', version: release } },
      }),
    );
    const atlas = mergeAtlas([scenario], [], results);
    return nameGroups(groupAlike(atlas, atlas.systems, atlas.cases));
  };
  expect(releases(['6.1.10', 'EOF'], ['6.1.20', 'EPIPE'])).toEqual(['Linux 6.1.20 and later', 'Linux before 6.1.20']);
  expect(releases(['5.10.1', 'EOF'], ['6.1.2', 'EPIPE'], ['6.12.3', 'EOF'])).toEqual([
    'Linux before 6.1, 6.12 and later',
    'Linux 6.1 to before 6.12',
  ]);
  expect(releases(['20221107.0', 'EOF'], ['20240729.0', 'EPIPE'])).toEqual(['gVisor 2024 and later', 'gVisor before 2024']);
  expect(releases(['20240107.0', 'EOF'], ['20240729.0', 'EPIPE'])).toEqual(['gVisor 20240729.0 and later', 'gVisor before 20240729.0']);
  expect(releases(['6.1.10', 'EOF'], ['6.1.20', 'EPIPE'], ['20240107.0', 'EPIPE'])).toEqual([
    'Linux 6.1.20 and later; gVisor',
    'Linux before 6.1.20',
  ]);
});

test('systems that know nothing of the cases come last, however many they are', () => {
  const own = scenarioWith('s', ['connect-pair $link 0 1', 'read 0 64 = first read']);
  const measured = resultWith('z', [own], () => ['done', 'EOF']);
  const elsewhere = scenarioWith('t', ['connect-pair $link 0 1']);
  const others = ['a', 'b', 'c'].map((id) => resultWith(id, [elsewhere], () => ['done']));
  const atlas = mergeAtlas([own, elsewhere], [], [measured, ...others]);
  const groups = groupAlike(atlas, atlas.systems, own.cases);
  expect(groups.map(({ members }) => members.map(({ id }) => id))).toEqual([['z'], ['a', 'b', 'c']]);
  expect(concerned(atlas, own).map(({ id }) => id)).toEqual(['z']);
});

test('another system that behaves as its neighbours changes neither the order nor the names of groups', () => {
  const target = (id: string, kernel: string, release: string, outcome: string) =>
    resultWith(id, [scenario], () => seen(outcome), { identity: identityOf(kernel, release) });
  const before = [
    target('a', 'Darwin', '24.4.0', 'EOF'),
    target('b', 'Linux', '6.1.0', 'EPIPE'),
    target('c', 'Linux', '6.12.0', 'blocks'),
    target('d', 'Linux', '6.18.0', 'blocks'),
  ];
  const named = (results: typeof before) => {
    const atlas = mergeAtlas([scenario], [], results);
    return nameGroups(groupAlike(atlas, atlas.systems, atlas.cases));
  };
  const names = named(before);
  expect(names).toEqual(['Linux 6.12 and later', 'Linux before 6.12', 'macOS']);
  const more = ['e', 'f', 'g', 'h'].flatMap((id) => [
    target(`${id}1`, 'Linux', '6.1.0', 'EPIPE'),
    target(`${id}2`, 'Darwin', '24.4.0', 'EOF'),
    target(`${id}3`, 'Linux', '6.14.2', 'blocks'),
    target(`${id}4`, 'Linux', '5.10.1', 'EPIPE'),
    target(`${id}5`, 'Linux', '7.3.1', 'blocks'),
  ]);
  expect(named([...before, ...more])).toEqual(names);
});
