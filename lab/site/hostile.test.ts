import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { h } from 'preact';
import { mergeAtlas } from '../atlas/atlas.ts';
import { resultWith, scenarioWith } from '../atlas/fixture.ts';
import { judgeAll } from '../findings/judge.ts';
import { plainRun } from '../results/fixture.ts';
import { decode } from './data/decode.ts';
import { encode } from './data/encode.ts';
import { withModels } from './data/models-that-fit.ts';
import { routeOf } from './route/route.ts';
import { sitePage } from './site.tsx';
import { Page } from './views/page.tsx';
import { views } from './views/views.ts';

const evil = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>\${x}`;
const scenarios = [
  scenarioWith('one', ['connect-pair $link 0 1', `read 0 64 = ${evil.slice(0, 50)}`], {
    title: `title ${evil}`,
    question: `question ${evil}`,
    why: `why ${evil}`,
    tags: ['close'],
    links: [`javascript:alert('link')`],
    claims: [{ of: [evil.slice(0, 50)], outcome: ['EPIPE'], quote: evil, note: evil, source: 'so', on: { os: 'linux' } }],
  }),
];
const source = {
  id: 'so',
  title: `source ${evil}`,
  url: `javascript:alert('source')`,
  kind: 'answer' as const,
  read: '2026-11-20',
  at: evil,
};
const run = {
  contributor: `person ${evil}`,
  how: evil.slice(0, 60),
  agent: { ...plainRun.agent, source: evil.slice(0, 64) },
  declared: {
    system: { name: `kernel ${evil}`.slice(0, 60), version: evil },
    runtime: { name: evil.slice(0, 60), version: evil },
    emulated: evil,
  },
  identity: {
    ...plainRun.identity,
    sysname: evil,
    release: evil,
    version: evil,
    machine: evil,
    libc: { name: evil.slice(0, 60), version: evil },
    os: { id: evil.slice(0, 60), name: evil, version: evil },
  },
};
const atlas = mergeAtlas(
  scenarios,
  [source],
  [
    resultWith('evil', scenarios, () => ['done', `=${evil}`], run),
    resultWith('plain', scenarios, () => ['done', 'EOF']),
    resultWith('odd', scenarios, () => [`inconclusive: ${evil}`]),
    resultWith('lacking', scenarios, () => ['done', `unsupported: ${evil}`]),
  ],
);
const parts = { atlas, judgements: judgeAll(atlas), surprises: [`[a](javascript:alert('surprise')) ${evil}`] };

test('no contributed text becomes an element, an attribute or an address of script, in any view', () => {
  const known = decode(withModels(encode(parts), [], 0));
  const addresses = [
    ...Object.keys(views).map((path) => `#/${path}`),
    ...[
      'scenario/one',
      'group/close',
      'call/read',
      `outcome/${encodeURIComponent(`=${evil}`)}`,
      'system/evil',
      'compare/evil/plain',
      'claims/refuted',
    ].map((path) => `#/${path}`),
    `#/scenario/${encodeURIComponent(evil)}?case=${encodeURIComponent(evil)}`,
    `#/?q=${encodeURIComponent(evil)}`,
    `#/${encodeURIComponent(evil)}`,
  ];
  for (const address of addresses) {
    const html = renderToString(h(Page, { here: { known, route: routeOf(address), go: () => undefined } }));
    expect(html, address).not.toMatch(/<img|<script|(?:href|src|action)="\s*javascript:/i);
  }
  const shown = renderToString(h(Page, { here: { known, route: routeOf('#/scenario/one'), go: () => undefined } }));
  expect(shown).toContain('&lt;img src=x onerror=alert(1)');
});

test('in the file itself there are just the two elements with script that the page is made of', async () => {
  const html = await sitePage(parts, []);
  expect(html.match(/<script/gi)).toHaveLength(2);
  expect(html.match(/<\/script/gi)).toHaveLength(2);
  expect(html).not.toMatch(/<img/i);
});

test('the same parts give the same bytes', async () => {
  expect(await sitePage(parts, [])).toBe(await sitePage(parts, []));
});
