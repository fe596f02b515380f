import { expect, test } from 'vitest';
import { close, pair, read, write } from '../facts/fixture.ts';
import { atlasOf, scenarioOf } from '../findings/fixture.ts';
import type { Told } from '../findings/fixture.ts';
import { judgeAll } from '../findings/judge.ts';
import type { Claim, Source } from '../scenario/case.ts';
import { econnresetPage } from './econnreset-page.ts';

const source: Source = {
  id: 'so',
  title: 'What does ECONNRESET mean?',
  url: 'https://stackoverflow.com/questions/2974021/what-does',
  kind: 'answer',
  read: '2022-12-31',
};
const links = ['unix-pair', 'unix-path', 'unix-abstract', 'unix-autobind', 'tcp4', 'tcp6'];
const claim = (scenario: string, of: string, outcome: string, on: Claim['on'] = {}): Claim => ({
  scenario,
  of: [of],
  with: {},
  on,
  outcome: [outcome],
  says: 'shows',
  source: 'so',
});

const unread = scenarioOf('unread', links, [pair('$link'), write('a'), close('b'), { ...read('a'), label: 'first read' }, read('a')], {
  claims: [claim('unread', 'first read', 'ECONNRESET', { os: 'linux' }), claim('unread', 'first read', 'EOF', { os: 'macos' })],
});
const clean = scenarioOf('clean', links, [pair('$link'), close('b'), { ...write('a'), label: 'first write' }, read('a')], {
  claims: [claim('clean', 'first write', 'EPIPE')],
});
const linux: Told = { unread: ['done', '5', '0', 'ECONNRESET', 'EOF'], clean: ['done', '0', 'EPIPE+SIGPIPE', 'EOF'] };

function pageFor(seen: Told, sources: Source[] = [source], others: Record<string, Told> = {}): string | undefined {
  const atlas = atlasOf([unread, clean], seen, others, sources);
  return econnresetPage(atlas, judgeAll(atlas));
}

test('the answer says when a call fails with ECONNRESET, as far as it was measured', () => {
  const says = 'a read fails with `ECONNRESET` if and only if the peer went with our data unread; and ECONNRESET was not reported before.';
  expect(pageFor(linux)).toContain(says);
  expect(pageFor(linux)).toContain('So it was in 4 of 4 reads before which this held, and in none of 8 others.');
  const silent = pageFor({ ...linux, unread: ['done', '5', '0', 'EOF', 'EOF'] });
  expect(silent).toContain('no read fails with `ECONNRESET`: none of 18 reads did.');
  expect(silent).not.toContain(says);
});

test('EPIPE and ECONNRESET are never taken for each other', () => {
  expect(pageFor(linux)).toContain('a write fails with `EPIPE` if and only if the peer is gone');
  const swapped = pageFor({ ...linux, clean: ['done', '0', 'ECONNRESET', 'EOF'] });
  expect(swapped).toContain('no write fails with `EPIPE`');
  expect(swapped).toContain('a write fails with `ECONNRESET` if and only if the peer is gone');
});

test('systems that differ have a sentence each, and those that agree share one', () => {
  const apart = pageFor(linux, [source], { 'FreeBSD 14.2': { ...linux, unread: ['done', '5', '0', 'EOF', 'EOF'] } });
  expect(apart).toContain('**AF_UNIX stream, TCP on FreeBSD**: no read fails with `ECONNRESET`');
  expect(apart).toContain('**AF_UNIX stream on Linux**: a read fails with `ECONNRESET`');
  expect(pageFor(linux, [source], { 'FreeBSD 14.2': linux })).toContain('**AF_UNIX stream on Linux and FreeBSD**: a read fails with');
});

test('what was seen too seldom to find a rule is not denied', () => {
  expect(pageFor(linux)).toContain('**TCP on Linux**: a read fails with `ECONNRESET` in 2 of 6 reads, too few to say when.');
});

test('every situation that gives ECONNRESET is there with a link, and none that does not', () => {
  const row = /\| peer closed, our data unread +\| read +\| AF_UNIX stream, TCP +\| Linux +\| \[unread\]\(scenarios\/unread\.md\)/;
  expect(pageFor(linux)).toMatch(row);
  expect(pageFor({ ...linux, unread: ['done', '5', '0', 'EOF', 'EOF'] })).not.toMatch(row);
});

test('what is claimed of a system that nobody has measured is told as such', () => {
  const row = /\| macOS +\| AF_UNIX stream, TCP +\| peer closed, our data unread +\| read +\| `EOF` /;
  expect(pageFor(linux)).toMatch(row);
  expect(pageFor(linux, [source], { 'Darwin 24.0': linux })).not.toMatch(row);
});

test("every claim of the question's answer has its verdict and what was seen", () => {
  const line = (page: string | undefined, what: string) => page?.split('\n').find((text) => text.startsWith('|') && text.includes(what));
  expect(line(pageFor(linux), '*first write* gives')).toMatch(/\| holds /);
  expect(line(pageFor({ ...linux, clean: ['done', '0', '5', 'EOF'] }), '*first write* gives')).toMatch(/\*\*refuted\*\*.*`5` on Linux/);
});

test('without the question among the sources there is no such page', () => {
  expect(pageFor(linux, [{ ...source, url: 'https://example.org/' }])).toBeUndefined();
});
