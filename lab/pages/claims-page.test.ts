import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { resultWith, scenarioWith } from '../atlas/fixture.ts';
import { judgeAll } from '../findings/judge.ts';
import type { Claim, Source } from '../scenario/case.ts';
import { claimsPages } from './claims-page.ts';
import { topicsOf } from './topic.ts';
import { viewOf } from './view.ts';

const posix: Source = {
  id: 'posix',
  title: 'POSIX.1-2017, read()',
  url: 'https://example.org/',
  kind: 'standard',
  read: '2026-01-31',
  edition: '2017',
};
const demand: Partial<Claim> = { says: 'shall', quote: 'read() shall return 0', source: 'posix' };

function pagesWith(seen: string, claim: Partial<Claim> = demand, targets = ['native']): Map<string, string> {
  const scenario = scenarioWith('s', ['read 0 64 = read'], { tags: ['close'], claims: [{ of: ['read'], outcome: ['EOF'], ...claim }] });
  const atlas = mergeAtlas(
    [scenario],
    [posix],
    targets.map((target) => resultWith(target, [scenario], () => [seen])),
  );
  const topics = topicsOf(atlas.scenarios.map((one) => viewOf(one, atlas)));
  return claimsPages(atlas, topics, judgeAll(atlas));
}

test('what does not conform is in the first table, and its own page has the words of the standard and what was measured', () => {
  const pages = pagesWith('ECONNRESET');
  const first = pages.get('claims.md')?.split('\n## ')[1] ?? '';
  expect(first).toMatch(/\[Title of s\]\(scenarios\/s\.md\) *\| \[POSIX\.1-2017, read\(\)\].* \| does not conform \| Linux/);
  const own = pages.get('claims/close.md') ?? '';
  expect(own).toContain('**does not conform: Linux**');
  expect(own).toContain('> read() shall return 0');
  expect(own).toMatch(/Measured: `ECONNRESET` on Linux in \[`s\/[a-z0-9-]+`\]\(\.\.\/scenarios\/s\.md\)/);
});

test('what holds blames nobody, and what is ours to blame is not in the first table', () => {
  expect(pagesWith('EOF').get('claims.md')).toContain('Nowhere, as far as it is measured.');
  const inferred = pagesWith('ECONNRESET', { says: 'implies', source: 'posix' });
  expect(inferred.get('claims.md')).toContain('Nowhere, as far as it is measured.');
  expect(inferred.get('claims.md')).toMatch(/\| inference fails *\| 1 /);
  expect(inferred.get('claims/close.md')).toContain('- inference fails, [s]');
});

test('one more system that behaves as a known one changes no page of claims', () => {
  for (const seen of ['EOF', 'ECONNRESET']) expect(pagesWith(seen, demand, ['native', 'other'])).toEqual(pagesWith(seen));
});

test('a claim of Windows says that nobody can test it here', () => {
  const untested = (os: string) => pagesWith('EOF', { ...demand, on: { os } }).get('claims/close.md') ?? '';
  expect(untested('windows')).toContain('It cannot be tested here');
  expect(untested('macos')).not.toContain('It cannot be tested here');
});
