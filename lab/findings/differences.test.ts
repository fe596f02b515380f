import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result, Run, Trace } from '../results/result.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { sortValues, spanText } from '../atlas/axis.ts';
import { casesIn, differencesByAxis } from './differences.ts';
import { differencesPages } from '../pages/differences-page.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { Seen } from '../atlas/fixture.ts';

const scenario = scenarioWith('s', ['connect-pair $link 0 1', 'close 1', 'read 0 64 = first read', 'read 0 64 = second read'], {
  matrix: { link: ['unix-pair'] },
});

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
  const pages = differencesPages(differencesByAxis(atlas));
  expect([...pages.keys()]).toEqual(['differences.md']);
  expect(pages.get('differences.md')).toContain(
    '**The libc decides nowhere** in 1 case. Compared: libcs on the same kernel, runtime and architecture; glibc and musl.',
  );
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
  const pages = differencesPages(differencesByAxis(mergeAtlas([scenario], [], results)));
  expect(pages.get('differences.md')).toContain('### Linux before 7.2 against Linux 7.2 and later\n\n1 case.\n');
  expect(cells(pages.get('differences/kernel-version.md'))).toContainEqual([
    '[Title of s](../scenarios/s.md)',
    'first read',
    'Linux before 7.2: `EOF`; Linux 7.2 and later: `ECONNRESET`',
    '1',
  ]);
});

/** The rows of a page's tables. */
function cells(page = ''): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

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
      const lines = (list: Result[]) => [...differencesPages(differencesByAxis(mergeAtlas([scenario], [], list)))];
      expect(lines(results.toReversed())).toEqual(lines(results));
    }),
  );
});

test('versions are ordered as numbers, and named by where they are divided', () => {
  const values = sortValues(['Linux 6.12.0', 'Linux 5.10.0', 'gVisor 2024', 'Linux 6.1.0', 'Linux 7.2.0']);
  expect(values).toEqual(['Linux 5.10.0', 'Linux 6.1.0', 'Linux 6.12.0', 'Linux 7.2.0', 'gVisor 2024']);
  expect(spanText(values.slice(1), values)).toEqual(['Linux 6.1 and later', 'gVisor']);
  expect(spanText(['Linux 5.10.0', 'Linux 6.12.0'], values)).toEqual(['Linux before 6.1', 'Linux 6.12 to before 7.2']);
  expect(spanText(['glibc', 'musl', 'x'], ['glibc', 'musl', 'x'])).toEqual(['glibc', 'musl', 'x']);
});

/** By axis, the labels of the steps in which it makes a difference. */
function steps(...results: Result[]): Record<string, string[]> {
  return Object.fromEntries(
    differencesByAxis(mergeAtlas([scenario], [], results)).map(({ axis, differences }) => [axis.id, differences.map(({ step }) => step)]),
  );
}

const saw = (id: string, release: string, libc: string, outcomes: string[], run: Partial<Run> = {}): Result =>
  resultWith(id, [scenario], () => outcomes, { ...run, identity: { ...identityOf('Linux', release, libc), ...run.identity } });

test('every step in which systems differ is listed, not only the first of a case', () => {
  const [old, recent] = [
    saw('a', '5.10.0', 'glibc', ['done', '0', 'EOF', 'EOF']),
    saw('b', '6.1.0', 'glibc', ['done', '0', 'EPIPE', 'blocks']),
  ];
  expect(steps(old, recent)).toEqual({ 'kernel version': ['first read', 'second read'] });
  const later = saw('b', '6.1.0', 'glibc', ['done', '0', 'EOF', 'blocks']);
  expect(steps(old, later)).toEqual({ 'kernel version': ['second read'] });
});

const libcOf = (version: string): Partial<Run> => ({ identity: { ...identityOf('Linux', '1'), libc: { name: 'glibc', version } } });
const gvisor = (id: string, version: string, libc: string, outcome: string): Result =>
  resultWith(id, [scenario], () => ['done', '0', outcome, 'EOF'], {
    ...libcOf(libc),
    declared: { system: { name: 'gvisor', version }, runtime: { name: 'runsc' } },
  });
const container = (libc: string, outcome: string): Result =>
  resultWith(`debian-${libc}`, [scenario], () => ['done', '0', outcome, 'EOF'], {
    identity: { ...identityOf('Linux', '6.18.44'), libc: { name: 'glibc', version: libc } },
    how: 'container',
    declared: { runtime: { name: 'runc' } },
  });

test('versions are compared across two libcs that show the same where both run on one kernel, and not else', () => {
  const versions = [gvisor('old', '2022', '2.36', 'EOF'), gvisor('new', '2024', '2.41', 'EPIPE')];
  expect(steps(...versions)).not.toHaveProperty('kernel version');
  expect(steps(...versions, container('2.36', 'EOF'), container('2.41', 'EOF'))['kernel version']).toEqual(['first read']);
  // Where these libcs make a difference, nothing is known of what made it elsewhere.
  expect(steps(...versions, container('2.36', 'EOF'), container('2.41', 'blocks'))).not.toHaveProperty('kernel version');
});

test('a kernel in an emulated machine is compared with one on this machine, and one under a container runtime is not', () => {
  const here = saw('native', '6.18.44', 'glibc', ['done', '0', 'EOF', 'EOF']);
  const emulated = saw('kernel', '6.12.0', 'glibc', ['done', '0', 'EPIPE', 'EOF'], {
    how: 'kernel',
    declared: { runtime: { name: 'qemu' } },
  });
  const contained = saw('kernel', '6.12.0', 'glibc', ['done', '0', 'EPIPE', 'EOF'], { how: 'container' });
  expect(steps(here, emulated)).toEqual({ 'kernel version': ['first read'] });
  expect(steps(here, contained)).toEqual({});
});

test('an architecture is not blamed for what two releases of a series do, as Debian’s 6.1.176 and 6.1.192', () => {
  const debian = (id: string, release: string, machine: string, built: string, outcome: string): Result =>
    saw(id, release, 'glibc', ['done', '0', outcome, 'EOF'], {
      identity: { ...identityOf('Linux', release), machine, version: `#1 SMP Debian ${built}-1 (2026-07-02)` },
    });
  const amd64 = debian('amd64', '6.1.0-56-cloud-amd64', 'x86_64', '6.1.192', 'EOF');
  expect(steps(amd64, debian('i386', '6.1.0-50-686-pae', 'i686', '6.1.176', 'EPIPE'))).toEqual({});
  expect(steps(amd64, debian('arm64', '6.1.0-56-arm64', 'aarch64', '6.1.192', 'EPIPE'))).toEqual({ architecture: ['first read'] });
});

test('of two systems that are flaky chance decides; one that is not differs from what a flaky one never shows', () => {
  const flaky = (id: string, libc: string, ...outcomes: string[]): Result =>
    resultWith(
      id,
      [scenario],
      () => outcomes.map((outcome): Trace => ({ pacing: 'settled', count: 5, outcomes: ['done', '0', outcome, 'EOF'] })),
      { identity: identityOf('Linux', '6.1.0', libc) },
    );
  expect(steps(flaky('a', 'glibc', '4', '5'), flaky('b', 'musl', '6', '7'))).toEqual({ libc: [] });
  expect(steps(flaky('a', 'glibc', '4', '5'), flaky('b', 'musl', 'EOF'))).toEqual({ libc: ['first read'] });
  expect(steps(flaky('a', 'glibc', '4', 'EOF'), flaky('b', 'musl', 'EOF'))).toEqual({ libc: [] });
});

test('what differs only in back-to-back trials is decided by nothing', () => {
  const racy: Seen = [
    { pacing: 'back-to-back', count: 10, outcomes: ['done', '0', 'EPIPE', 'EOF'] },
    { pacing: 'settled', count: 10, outcomes: ['done', '0', 'EOF', 'EOF'] },
  ];
  const other = resultWith('b', [scenario], () => racy, { identity: identityOf('Linux', '6.1.0', 'musl') });
  expect(steps(saw('a', '6.1.0', 'glibc', ['done', '0', 'EOF', 'EOF']), other)).toEqual({ libc: [] });
});

test('what decides is counted in cases, however many steps of them differ, and an axis with more of them comes first', () => {
  const two = scenarioWith('s', ['close 1', 'read 0 64 = first read', 'read 0 64 = second read'], { matrix: { link: ['tcp4', 'tcp6'] } });
  const of = (id: string, version: string, libc: string, see: (link: string) => string[]) =>
    resultWith(id, [two], ({ matrix }) => see(String(matrix['link'])), { identity: identityOf('Linux', version, libc) });
  const same = () => ['0', 'EOF', 'EOF'];
  const atlas = mergeAtlas(
    [two],
    [],
    [
      of('a', '6.1.0', 'glibc', same),
      of('b', '6.1.0', 'musl', (link) => (link === 'tcp4' ? ['0', 'EPIPE', 'blocks'] : same())),
      of('c', '5.10.0', 'glibc', () => ['0', 'EPIPE', 'EPIPE']),
    ],
  );
  const page = differencesPages(differencesByAxis(atlas)).get('differences.md') ?? '';
  expect(page.match(/^\*\*.*?\*\*/gm)).toEqual([
    '**The version of the kernel decides in 2 of 2 cases.**',
    '**The libc decides in 1 of 2 cases.**',
  ]);
  expect(page).toContain('### glibc against musl\n\n1 case.\n');
});
