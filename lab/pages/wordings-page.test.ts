import { expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import { wordingsPage } from './wordings-page.ts';

const scenario = scenarioWith('reading', ['read 0 64']);

function pageOf(systems: Record<string, [libc: string, number: number, text: string]>): string | undefined {
  const results = Object.entries(systems).map(([name, [libc, number, text]]) =>
    resultWith(name.toLowerCase(), [scenario], () => ['EOF'], {
      identity: identityOf(name, '1.0', libc),
      errnos: { ETIMEDOUT: { number, text } },
    }),
  );
  return wordingsPage(mergeAtlas([scenario], [], results));
}

test('numbers stand system by system, and texts with the libc that says them', () => {
  const text = pageOf({ Linux: ['glibc', 110, 'Connection timed out'], FreeBSD: ['libc', 60, 'Operation timed out'] });
  expect(text).toMatch(/\| error +\| Linux \| FreeBSD \| text/);
  expect(text).toMatch(/`ETIMEDOUT` \| 110 +\| 60 +\| Connection timed out \(glibc\); Operation timed out \(libc\)/);
});

test('a text that all say alike stands alone', () => {
  expect(pageOf({ Linux: ['glibc', 110, 'Timed out'], FreeBSD: ['libc', 60, 'Timed out'] })).toMatch(/\| 60 +\| Timed out +\|/);
});

test('what nobody measured is in a table of its own', () => {
  const text = pageOf({ Linux: ['glibc', 110, 'Timed out'] }) ?? '';
  expect(text.slice(text.indexOf('## Not measured'))).toMatch(/`ECONNRESET` +\| 54 .*\| 10054/);
});

test('there is no page while no agent has reported any', () => {
  expect(wordingsPage({ systems: [] })).toBeUndefined();
});
