import { expect, test } from 'vitest';
import type { Source } from '../scenario/case.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { identityOf, resultWith, scenarioWith } from '../atlas/fixture.ts';
import { renderReports } from './render.ts';

/** GitHub shows no markdown file that is larger than this, in bytes. */
const limit = 512_000;

const links = ['unix-pair', 'unix-path', 'unix-abstract', 'unix-seqpacket-pair', 'tcp4', 'tcp6', 'udp4'];
const tags = ['close', 'datagram', 'half-close', 'listener', 'readiness'];
const outcomes = ['ECONNRESET', 'EOF', 'EPIPE+SIGPIPE', '5', 'blocks', 'IN|OUT|HUP'];
const sources = Array.from({ length: 40 }, (_, index): Source => {
  const title = `Source number ${index}, a title of the usual length`;
  return { id: `source-${index}`, title, url: `https://example.org/${index}`, kind: 'standard', read: '2026-11-22' };
});
const scenarios = Array.from({ length: 140 }, (_, index) =>
  scenarioWith(
    `scenario-${index}`,
    ['connect-pair $link 0 1', 'close 1', 'read 0 64 = first read', 'write 0 x5 = write', 'poll 0 0 IN = poll'],
    {
      title: `what happens in the situation that has the number ${index}`,
      matrix: { link: links },
      tags: [tags[index % tags.length] ?? ''],
      claims: [
        { of: ['first read'], outcome: ['EPIPE'], source: `source-${index % 40}` },
        { of: ['write'], outcome: ['EOF'], on: { os: 'freebsd' }, source: `source-${(index + 7) % 40}` },
      ],
    },
  ),
);
/** Different enough that all systems differ somewhere. */
const results = Array.from({ length: 30 }, (_, index) =>
  resultWith(
    `target-${index}`,
    scenarios,
    ({ id }) => [
      'done',
      '0',
      ...['read', 'write', 'poll'].map(
        (word) => outcomes[hash(`${word} ${id} ${hash(id) % 11 === 0 ? index % 5 : ''}`) % outcomes.length] ?? '',
      ),
    ],
    { identity: identityOf(index % 10 === 9 ? 'NetBSD' : 'Linux', `${5 + (index % 5)}.${index}.0`, index % 2 === 0 ? 'glibc' : 'musl') },
  ),
);

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return value;
}

const files = renderReports(mergeAtlas(scenarios, sources, results));
const readme = files.get('README.md') ?? '';

test('a catalogue of 980 cases on 30 targets makes pages that GitHub shows', () => {
  for (const [path, text] of files) if (path.endsWith('.md')) expect(Buffer.byteLength(text), path).toBeLessThan(limit);
  // The index is for reading.
  expect(Buffer.byteLength(readme)).toBeLessThan(20_000);
});

test('every link of every page leads to a page that there is', () => {
  for (const [path, text] of files) {
    for (const [, address = ''] of text.matchAll(/\]\(([^)#]+\.md)\)/g)) {
      const folder = path.split('/').slice(0, -1);
      const target = [...folder, ...address.split('/')].reduce<string[]>(
        (way, part) => (part === '..' ? way.slice(0, -1) : [...way, part]),
        [],
      );
      // Outside reports/, which is not rendered here.
      if (address.startsWith('../') && folder.length === 0) continue;
      if (address.startsWith('../../')) continue;
      expect(files.has(target.join('/')), `${path} -> ${address}`).toBe(true);
    }
  }
});

test('every scenario is in the table of its situation, and the index leads to each situation', () => {
  for (const {
    id,
    tags: [tag],
  } of scenarios)
    expect(files.get(`groups/${tag}.md`)?.split('\n## ')[0], id).toContain(`](../scenarios/${id}.md)`);
  for (const tag of tags) expect(readme).toContain(`](groups/${tag}.md)`);
  for (const tag of tags) expect(files.get(`groups/${tag}.md`)).toContain('## Calls in which systems differ');
});

test('no line of prose is longer than 400 characters, and no list longer than ten', () => {
  for (const path of ['README.md', 'systems.md', 'timing.md', 'differences.md']) {
    const lines = (files.get(path) ?? '').split('\n').filter((line) => !line.startsWith('|'));
    for (const line of lines) expect(line.length, `${path}: ${line}`).toBeLessThanOrEqual(400);
    const longest = lines.reduce<[number, number]>(
      ([most, now], line) => {
        const length = line.startsWith('- ') ? now + 1 : 0;
        return [Math.max(most, length), length];
      },
      [0, 0],
    );
    expect(longest[0], path).toBeLessThanOrEqual(10);
  }
});

test('all claims are on the pages of claims', () => {
  const claims = [...files]
    .filter(([path]) => path.startsWith('claims'))
    .map(([, text]) => text)
    .join('\n');
  expect(claims.match(/^- (\*\*refuted\*\*|timing-dependent|holds|untested), /gm)).toHaveLength(280);
});

test('systems that are only claimed are listed as such, and never as measured', () => {
  const [, claimed = ''] = readme.split('## Claimed, not measured');
  expect(claimed).toMatch(/^\| FreeBSD \| 140 +\| 140 +\| /m);
  expect(files.get('systems.md')).not.toContain('FreeBSD');
  expect(files.get('scenarios/scenario-0.md')).toMatch(/^\| FreeBSD \| \*write\* \| `EOF` +\| \[Source number 7/m);
});
