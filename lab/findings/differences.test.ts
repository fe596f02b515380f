import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result, Run } from '../results/result.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { sortValues, spanText } from '../atlas/axis.ts';
import { casesIn, differencesByAxis } from './differences.ts';
import { axisFindings } from '../pages/differences-text.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { Seen } from '../atlas/fixture.ts';

const scenario = scenarioWith('s', ['connect-pair $link 0 1', 'close 1', 'read 0 64 = first read', 'read 0 64 = second read'], {
  matrix: { link: ['unix-pair'] },
});
const extent = { splits: 5, kinds: 5, places: 2 };

function target(id: string, release: string, libc: string, outcome: string, run: Partial<Run> = {}): Result {
  return resultWith(id, [scenario], () => ['done', '0', outcome, 'EOF'], {
    ...run,
    identity: { ...identityOf('Linux', release, libc), ...run.identity },
  });
}

/** By axis, how many cases it decides; axes along which nothing can be compared are not there. */
function counts(...results: Result[]): Record<string, number> {
  return Object.fromEntries(
    differencesByAxis(mergeAtlas([scenario], [], results)).map(({ axis, differences }) => [axis.id, casesIn(differences)]),
  );
}

test('a difference between systems that differ in one thing only is decided by that thing', () => {
  expect(counts(target('a', '6.1.0', 'glibc', 'EOF'), target('b', '6.1.0', 'musl', 'ECONNRESET'))).toEqual({ libc: 1 });
  expect(counts(target('a', '5.10.0', 'glibc', 'EOF'), target('b', '6.1.0', 'glibc', 'ECONNRESET'))).toEqual({ 'kernel version': 1 });
  expect(counts(target('a', '6.1.0', 'glibc', 'EOF'), target('b', '6.1.0', 'glibc', 'ECONNRESET', { how: 'container' }))).toEqual({
    runtime: 1,
  });
  const arm = { identity: { ...identityOf('Linux', '6.1.0'), machine: 'aarch64' } };
  expect(counts(target('a', '6.1.0', 'glibc', 'EOF'), target('b', '6.1.0', 'glibc', 'ECONNRESET', arm))).toEqual({ architecture: 1 });
});

test('nothing is said of what decides between systems that differ in two things', () => {
  expect(counts(target('a', '5.10.0', 'glibc', 'EOF'), target('b', '6.1.0', 'musl', 'ECONNRESET'))).toEqual({});
});

test('an axis along which all agree decides nowhere, and that is said', () => {
  const atlas = mergeAtlas([scenario], [], [target('a', '6.1.0', 'glibc', 'EOF'), target('b', '6.1.0', 'musl', 'EOF')]);
  expect(axisFindings(differencesByAxis(atlas), extent)).toEqual([
    '**The libc decides nowhere** in 1 case (compared: libcs on the same kernel, runtime and architecture; glibc 2.36 and musl 2.36).',
  ]);
});

test('the kernel decides only what no two versions of two kernels share', () => {
  const gvisor = (outcome: string) => target('g', '4.4.0', 'glibc', outcome, { declared: { system: { name: 'gvisor', version: '2024' } } });
  const [old, recent] = [target('a', '5.10.0', 'glibc', 'EOF'), target('b', '6.1.0', 'glibc', 'ECONNRESET')];
  expect(counts(old, recent, gvisor('EOF'))).toMatchObject({ kernel: 0, 'kernel version': 1 });
  expect(counts(old, recent, gvisor('blocks'))).toMatchObject({ kernel: 1, 'kernel version': 1 });
});

test('the line says which versions stand on which side, at the call in which they differ', () => {
  const versions = [
    ['5.10.0', 'EOF'],
    ['6.1.0', 'EOF'],
    ['6.12.0', 'EOF'],
    ['7.2.0', 'ECONNRESET'],
  ] as const;
  const results = versions.map(([version, outcome]) => target(`l${version}`, version, 'glibc', outcome));
  const [line] = axisFindings(differencesByAxis(mergeAtlas([scenario], [], results)), extent);
  expect(line?.split('\n').slice(1)).toEqual([
    '  - Linux 5.10.0 to 6.12.0 against Linux 7.2.0, in 1 case:',
    '    - *first read*: Linux 5.10.0 to 6.12.0 `EOF`; Linux 7.2.0 `ECONNRESET`. 1 case: [Title of s](scenarios/s.md)',
  ]);
});

test('a case that is flaky decides nothing where it shares an outcome', () => {
  const flaky: Seen = [
    { pacing: 'settled', count: 5, outcomes: ['done', '0', 'EOF', 'EOF'] },
    { pacing: 'settled', count: 5, outcomes: ['done', '0', 'ECONNRESET', 'EOF'] },
  ];
  const other = resultWith('b', [scenario], () => flaky, { identity: identityOf('Linux', '6.1.0', 'musl') });
  expect(counts(target('a', '6.1.0', 'glibc', 'EOF'), other)).toEqual({ libc: 0 });
});

test('what decides does not depend on the order of the results', () => {
  const one = fc.record({
    release: fc.constantFrom('5.10.0', '6.1.0'),
    libc: fc.constantFrom('glibc', 'musl'),
    outcome: fc.constantFrom('EOF', 'blocks'),
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 2, maxLength: 6 }), (all) => {
      const results = all.map(({ release, libc, outcome }, index) => target(`t${index}`, release, libc, outcome));
      const lines = (list: Result[]) => axisFindings(differencesByAxis(mergeAtlas([scenario], [], list)), extent);
      expect(lines(results.toReversed())).toEqual(lines(results));
    }),
  );
});

test('versions are ordered as numbers, and neighbours are written as a range', () => {
  const values = sortValues(['Linux 6.12.0', 'Linux 5.10.0', 'gVisor 2024', 'Linux 6.1.0', 'Linux 7.2.0']);
  expect(values).toEqual(['Linux 5.10.0', 'Linux 6.1.0', 'Linux 6.12.0', 'Linux 7.2.0', 'gVisor 2024']);
  expect(spanText(values.slice(1), values)).toEqual(['Linux 6.1.0 to 7.2.0', 'gVisor 2024']);
  expect(spanText(['Linux 5.10.0', 'Linux 6.12.0'], values)).toEqual(['Linux 5.10.0', 'Linux 6.12.0']);
  expect(spanText(['glibc', 'musl', 'x'], ['glibc', 'musl', 'x'])).toEqual(['glibc', 'musl', 'x']);
});
