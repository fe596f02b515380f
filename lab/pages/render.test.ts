import { expect, test } from 'vitest';
import type { Source } from '../scenario/case.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { atlasSchemaVersion } from '../data/atlas-file.ts';
import { atlasJson } from '../data/atlas-json.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import { renderReports } from './render.ts';

const so: Source = { id: 'so', title: 'An answer', url: 'https://example.org/answer', kind: 'answer', read: '2022-12-31' };
const scenario = scenarioWith(
  'peer-close-unread',
  ['connect-pair $link 0 1', 'write 0 x5', 'close 1', 'read 0 64 = first read', 'read 0 64 = second read'],
  {
    title: 'read() after the peer closed with our data unread',
    question: 'What do our next reads return?',
    tags: ['unread-data'],
    claims: [
      { of: ['first read'], outcome: ['ECONNRESET'], on: { os: 'linux' } },
      { of: ['first read'], outcome: ['EOF'], on: { os: 'macos' } },
      { of: ['first read'], outcome: ['EOF'], on: { os: 'haiku' } },
    ],
  },
);
const linux = (target: string) => resultWith(target, [scenario], () => ['done', '5', '0', 'ECONNRESET', 'EOF']);
const mac = resultWith(
  'macos-15',
  [scenario],
  ({ matrix }) => ['done', '5', '0', matrix['link'] === 'tcp4' ? 'ECONNRESET' : 'EOF', 'EOF'],
  {
    identity: {
      ...identityOf('Darwin', '24.4.0', 'libSystem'),
      machine: 'arm64',
      os: { id: 'macos', version: '15.4', name: 'macOS 15.4' },
    },
    how: 'kit',
    contributor: '@someone',
  },
);

test('a small atlas reads as it should', () => {
  const files = renderReports(mergeAtlas([scenario], [so], [linux('native'), linux('debian-12'), mac]));
  expect([...files.keys()]).toEqual([
    'README.md',
    'claims.md',
    'claims/unread-data.md',
    'differences.md',
    'differences/kernel.md',
    'wordings.md',
    'systems.md',
    'groups/unread-data.md',
    'scenarios/peer-close-unread.md',
  ]);
  for (const page of [
    'README.md',
    'claims.md',
    'claims/unread-data.md',
    'differences.md',
    'differences/kernel.md',
    'systems.md',
    'groups/unread-data.md',
  ])
    expect(files.get(page)).toMatchSnapshot();
  expect(files.get('scenarios/peer-close-unread.md')).toMatchSnapshot();
});

test('atlas.json is JSON with a version, and holds every cell and verdict', () => {
  const text = atlasJson(mergeAtlas([scenario], [so], [linux('native'), mac]));
  const atlas = JSON.parse(text) as {
    schemaVersion: number;
    cases: Record<string, { cells: unknown[] }>;
    claims: { verdict: string }[];
  };
  expect(atlas.schemaVersion).toBe(atlasSchemaVersion);
  expect(atlas.cases['peer-close-unread/tcp4']?.cells).toMatchObject([
    { systems: ['macos-15', 'native'], state: 'measured', determinism: 'deterministic' },
  ]);
  expect(atlas.cases['peer-close-unread/unix-pair']?.cells).toMatchObject([{ systems: ['macos-15'] }, { systems: ['native'] }]);
  expect(atlas.claims.map(({ verdict }) => verdict)).toEqual(['holds', 'refuted', 'untested']);
});

test('an atlas without scenarios, and one without results, still make pages', () => {
  expect(renderReports(mergeAtlas([], [], [])).get('README.md')).toContain('nothing measured yet');
  const pages = renderReports(mergeAtlas([scenario], [so], []));
  expect(pages.get('README.md')).toContain('1 scenario in 2 cases, and nothing measured yet');
  expect(pages.get('scenarios/peer-close-unread.md')).toContain('Nothing is measured yet.');
});

test('whatever a contributed result or a scenario says is shown and marks up nothing', () => {
  const hostile = 'a|b\n# c <img src=x onerror=alert(1)> `x` ](javascript:alert(1)) [y](javascript:alert(2)) @someone';
  const bad = scenarioWith('peer-close-unread', ['connect-pair $link 0 1', 'close 1', `read 0 64 = ${hostile.replace('\n', ' ')}`], {
    title: hostile,
    question: hostile,
    why: hostile,
    links: ['javascript:alert(3)', 'https://example.org/'],
    claims: [{ of: [hostile.replace('\n', ' ')], outcome: ['EOF'], note: hostile }],
  });
  const result = resultWith('native', [bad], () => ['done', '0', `inconclusive: ${hostile}`], {
    identity: {
      ...identityOf(hostile, hostile, hostile),
      machine: hostile,
      version: hostile,
      os: { id: 'x', name: hostile, version: hostile },
    },
    declared: { system: { name: hostile, version: hostile }, runtime: { name: hostile }, emulated: hostile },
    how: hostile,
    contributor: hostile,
  });
  const other = resultWith('other', [bad], () => ['done', '0', 'EOF'], { identity: identityOf(hostile, hostile) });
  const files = renderReports(mergeAtlas([bad], [{ ...so, title: hostile, at: hostile, url: 'javascript:alert(4)' }], [result, other]));
  for (const [path, text] of files) {
    if (!path.endsWith('.md')) continue;
    const outsideCode = text
      .replace(/^<!-- .* -->$/m, '')
      .replaceAll(/^```sh\n.*\n```$/gm, '')
      .replaceAll(/`[^`\n]*`/g, '');
    expect(outsideCode, path).not.toMatch(/[<`]|\]\(\s*javascript:|(^|\s)@someone/);
    for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
      const widths = block
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size, 'all rows of a table have as many cells as its head').toBe(1);
    }
  }
});
