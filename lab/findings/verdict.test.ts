import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { resultWith, scenarioWith } from '../atlas/fixture.ts';
import type { Claim, Source } from '../scenario/case.ts';
import type { Run } from '../results/result.ts';
import { judgeAll } from './judge.ts';

const gvisor: Partial<Run> = { declared: { system: { name: 'gvisor', version: '20240729.0' } } };

/** The verdict on a claim that EOF is read, on Linux 6.18.44, and on gVisor where `run` says so, which both read `seen`. */
function verdict(claim: Partial<Claim>, source: Partial<Source>, seen = 'ECONNRESET', run: Partial<Run> = {}) {
  const scenario = scenarioWith('s', ['read 0 64 = read'], { claims: [{ of: ['read'], outcome: ['EOF'], ...claim }] });
  const whole: Source = { id: 'so', title: 'T', url: 'https://example.org/', kind: 'issue', read: '2026-01-31', ...source };
  const [judgement] = judgeAll(mergeAtlas([scenario], [whole], [resultWith('native', [scenario], () => [seen], run)]));
  return judgement?.verdict;
}

test('a deviation from what a standard demands is the system’s, from what a manual page says the page’s', () => {
  expect(verdict({ says: 'shall' }, { kind: 'standard' })).toBe('does not conform');
  expect(verdict({ says: 'shall' }, { kind: 'man page' })).toBe('page differs');
  expect(verdict({ says: 'shall' }, { kind: 'documentation' })).toBe('page differs');
  expect(verdict({ says: 'shall' }, { kind: 'standard' }, 'EOF')).toBe('holds');
});

test('what a source allows is no rule', () => {
  expect(verdict({ says: 'may' }, { kind: 'standard' })).toBe('not listed');
  expect(verdict({ says: 'may', outcome: ['EOF', 'ECONNRESET'] }, { kind: 'standard' })).toBe('holds');
});

test('an inference that fails is ours, whatever the source', () => {
  for (const kind of ['standard', 'man page', 'kernel source'] as const)
    expect(verdict({ says: 'implies' }, { kind })).toBe('inference fails');
});

test('what somebody says was seen is refuted by a system that he speaks of', () => {
  for (const kind of ['issue', 'answer', 'mail', 'test suite'] as const) expect(verdict({ says: 'shows' }, { kind })).toBe('refuted');
});

test('a system of another version than the source describes is never held against it', () => {
  const source: Partial<Source> = { kind: 'kernel source', describes: { os: 'gvisor', version: '20260821' } };
  expect(verdict({ says: 'implies' }, source, 'ECONNRESET', gvisor)).toBe('other version');
  expect(verdict({ says: 'shows' }, { ...source, kind: 'test suite' }, 'ECONNRESET', gvisor)).toBe('other version');
  expect(verdict({ says: 'implies' }, source, 'EOF', gvisor)).toBe('holds');
  expect(verdict({ says: 'implies' }, { ...source, describes: { os: 'gvisor' } }, 'ECONNRESET', gvisor)).toBe('other version');
});

test('a system of the version that the source describes is held against it', () => {
  const source: Partial<Source> = { kind: 'kernel source', describes: { os: 'gvisor', version: '20240729' } };
  expect(verdict({ says: 'implies' }, source, 'ECONNRESET', gvisor)).toBe('inference fails');
});

test('a claim that names versions itself is held against those', () => {
  const source: Partial<Source> = { kind: 'kernel source', describes: { os: 'gvisor', version: '20260821' } };
  const on = { os: 'gvisor', version: '>=20240111' };
  expect(verdict({ says: 'implies', on }, source, 'ECONNRESET', gvisor)).toBe('inference fails');
  expect(verdict({ says: 'implies', on: { os: 'gvisor', version: '>=20260205' } }, source, 'ECONNRESET', gvisor)).toBe('untested');
});

test('what a source says of a system that it is not the source of is held against all its versions', () => {
  expect(verdict({ says: 'shows' }, { kind: 'test suite', describes: { os: 'openbsd', version: '7.1' } })).toBe('refuted');
});

test('a claim is out of date where a later version differs, and refuted where an earlier one does', () => {
  const since = (version: string) => ({ outdated: { since: version, source: 'other' } });
  expect(verdict({ says: 'shows', ...since('6.2') }, {})).toBe('out of date');
  expect(verdict({ says: 'shows', ...since('6.18.44') }, {})).toBe('out of date');
  expect(verdict({ says: 'shows', ...since('6.19') }, {})).toBe('refuted');
  expect(verdict({ says: 'shows', ...since('6.2') }, {}, 'EOF')).toBe('holds');
});

test('a claim that another source calls out of date is so where nobody has measured', () => {
  const claim: Partial<Claim> = { says: 'shows', on: { os: 'macos' } };
  expect(verdict({ ...claim, outdated: { since: '10.13.2', source: 'other' } }, {})).toBe('out of date');
  expect(verdict(claim, {})).toBe('untested');
});

test('that other versions differ is no news of a claim that holds on the version described', () => {
  const scenario = scenarioWith('s', ['read 0 64 = read'], { claims: [{ of: ['read'], outcome: ['EOF'], says: 'implies' }] });
  const results = (described: string) => [
    resultWith('old', [scenario], () => ['ECONNRESET'], gvisor),
    resultWith('new', [scenario], () => [described], { declared: { system: { name: 'gvisor', version: '20260821.0' } } }),
  ];
  const source: Source = {
    id: 'so',
    title: 'T',
    url: 'https://example.org/',
    kind: 'kernel source',
    read: '2026-01-31',
    describes: { os: 'gvisor', version: '20260821' },
  };
  expect(judgeAll(mergeAtlas([scenario], [source], results('EOF')))[0]?.verdict).toBe('holds');
  expect(judgeAll(mergeAtlas([scenario], [source], results('EPERM')))[0]?.verdict).toBe('inference fails');
});

test('settled trials decide: only some of those back-to-back that differ are timing', () => {
  const scenario = scenarioWith('s', ['read 0 64 = read'], { claims: [{ of: ['read'], outcome: ['EOF'] }] });
  const result = (settled: string, backToBack: string) =>
    resultWith('native', [scenario], () => [
      { pacing: 'settled', count: 10, outcomes: [settled] },
      { pacing: 'back-to-back', count: 10, outcomes: [backToBack] },
    ]);
  const judged = (settled: string, backToBack: string) => judgeAll(mergeAtlas([scenario], [], [result(settled, backToBack)]))[0]?.verdict;
  expect(judged('EOF', 'ECONNRESET')).toBe('timing-dependent');
  expect(judged('ECONNRESET', 'EOF')).toBe('refuted');
  expect(judged('EOF', 'EOF')).toBe('holds');
});
