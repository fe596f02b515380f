import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { Seen } from '../atlas/fixture.ts';
import { timingPage } from './timing-page.ts';

const scenario = scenarioWith('s', ['close 1', 'read 0 64 = first read'], { matrix: { link: ['tcp4', 'tcp6'] } });

/** The headings and rows of the page, if Linux and FreeBSD see this over tcp4; over tcp6 both see the same always. */
function told(linux: Seen, darwin: Seen): string[] {
  const same = ['0', 'EOF'];
  const results = [
    resultWith('a', [scenario], ({ matrix }) => (matrix['link'] === 'tcp4' ? linux : same), { identity: identityOf('Linux', '6.1.0') }),
    resultWith('b', [scenario], ({ matrix }) => (matrix['link'] === 'tcp4' ? darwin : same), { identity: identityOf('FreeBSD', '14.2') }),
  ];
  return (timingPage(mergeAtlas([scenario], [], results)) ?? '')
    .split('\n')
    .filter((line) => /^(##|\| \[)/.test(line))
    .map((line) => line.replaceAll(/ +/g, ' '));
}

const racy: Seen = [
  { pacing: 'back-to-back', count: 10, outcomes: ['0', 'EPIPE'] },
  { pacing: 'settled', count: 10, outcomes: ['0', 'EOF'] },
];
const flaky: Seen = [
  { pacing: 'settled', count: 5, outcomes: ['0', 'EPIPE'] },
  { pacing: 'settled', count: 5, outcomes: ['0', 'EOF'] },
];

const row = (system: string, ...counts: string[]) =>
  `| [Title of s](scenarios/s.md) | tcp4 | first read | ${system} | ${counts.join(' | ')} |`;
const racyRow = (system: string) => row(system, '`EPIPE` 10', '`EOF` 10');

test('what is timing-dependent is said so, of the cases and kernels where it is', () => {
  expect(told(racy, ['0', 'EOF'])).toEqual(['## Timing-dependent', racyRow('Linux 6.1.0')]);
  expect(told(racy, racy)).toEqual(['## Timing-dependent', racyRow('FreeBSD 14.2'), racyRow('Linux 6.1.0')]);
});

test('what is flaky is said so, and apart from what is timing-dependent', () => {
  expect(told(racy, flaky)).toEqual([
    '## Flaky',
    row('FreeBSD 14.2', 'no trial', '`EOF` 5, `EPIPE` 5'),
    '## Timing-dependent',
    racyRow('Linux 6.1.0'),
  ]);
});

test('nothing is said of systems that differ and are deterministic', () => {
  expect(told(['0', 'EOF'], ['0', 'EPIPE'])).toEqual([]);
});
