import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { Seen } from '../atlas/fixture.ts';
import { timingFindings } from './finding.ts';

const scenario = scenarioWith('s', ['close 1', 'read 0 64 = first read'], { matrix: { link: ['tcp4', 'tcp6'] } });

/** What Linux and Darwin see over tcp4, as two lists of traces; over tcp6 both see the same always. */
function findings(linux: Seen, darwin: Seen): string[] {
  const same = ['0', 'EOF'];
  const results = [
    resultWith('a', [scenario], ({ matrix }) => (matrix['link'] === 'tcp4' ? linux : same), { identity: identityOf('Linux', '6.1.0') }),
    resultWith('b', [scenario], ({ matrix }) => (matrix['link'] === 'tcp4' ? darwin : same), { identity: identityOf('FreeBSD', '14.2') }),
  ];
  return timingFindings(mergeAtlas([scenario], [], results));
}

const racy: Seen = [
  { pacing: 'back-to-back', count: 10, outcomes: ['0', 'EPIPE'] },
  { pacing: 'settled', count: 10, outcomes: ['0', 'EOF'] },
];
const flaky: Seen = [
  { pacing: 'settled', count: 5, outcomes: ['0', 'EPIPE'] },
  { pacing: 'settled', count: 5, outcomes: ['0', 'EOF'] },
];

test('what is timing-dependent is said so, of the cases and kernels where it is', () => {
  expect(findings(racy, ['0', 'EOF'])).toEqual(['[Title of s](scenarios/s.md) (tcp4) is timing-dependent on Linux 6.1.0.']);
  expect(findings(racy, racy)).toEqual(['[Title of s](scenarios/s.md) (tcp4) is timing-dependent on Linux 6.1.0 and FreeBSD 14.2.']);
});

test('what is flaky is said so, and apart from what is timing-dependent', () => {
  expect(findings(racy, flaky)).toEqual([
    '[Title of s](scenarios/s.md) (tcp4) is timing-dependent on Linux 6.1.0.',
    '[Title of s](scenarios/s.md) (tcp4) is flaky: even settled trials differ on FreeBSD 14.2.',
  ]);
});

test('nothing is said of systems that differ and are deterministic', () => {
  expect(findings(['0', 'EOF'], ['0', 'EPIPE'])).toEqual([]);
});
