import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergeAtlas } from '../atlas/atlas.ts';
import { surprisesIn } from '../findings/surprise.ts';
import { findIn } from '../pages/render.ts';
import { surpriseLines } from '../pages/surprises-text.ts';
import { readResults } from '../results/store.ts';
import { places } from '../root.ts';
import { loadScenarios } from '../scenario/load.ts';
import { startBrowser } from './browser.ts';
import { smallModel } from './fixture.ts';
import { mostBytes, sitePage } from './site.tsx';

// The real catalogue in a real browser: one file on a disk, opened once; views are addresses of it.
let browser: Browser;
let page: Page;
let html = '';
let folder = '';
const requests: string[] = [];
const errors: string[] = [];

beforeAll(async () => {
  const [{ scenarios, sources }, results] = await Promise.all([loadScenarios(places()), readResults(places())]);
  const atlas = mergeAtlas(scenarios, sources, results);
  const { judgements, decided } = findIn(atlas);
  html = await sitePage({ atlas, judgements, surprises: surpriseLines(atlas, surprisesIn(judgements, decided)) }, [smallModel()]);
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(folder, 'index.html'), html);
  browser = await startBrowser();
  page = await opened({ width: 1280, height: 900 });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  if (folder !== '') rmSync(folder, { recursive: true });
});

async function opened(viewport: { width: number; height: number }, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport, ...options });
  const one = await context.newPage();
  one.setDefaultTimeout(60_000);
  one.on('request', (request) => requests.push(request.url()));
  one.on('pageerror', (error) => errors.push(error.message));
  one.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await one.goto(address());
  return one;
}

function address(): string {
  return pathToFileURL(join(folder, 'index.html')).href;
}

/** What axe finds wrong with the page that it stands in: a rule, and where. Runs in the browser. */
async function violations(rules: object): Promise<string[]> {
  const { axe: all } = globalThis as unknown as {
    axe: { run: (...all: object[]) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
  };
  const { violations: found } = await all.run(document, rules);
  return found.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html: element }) => `${id}: ${element.slice(0, 160)}`));
}

async function goTo(hash: string, where = page): Promise<void> {
  await where.evaluate(async (to) => {
    const come = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    if (location.hash === to) return;
    location.hash = to;
    await come;
  }, hash);
}

/** Every view, and its first heading. */
const all: [hash: string, heading: RegExp][] = [
  ['#/', /^What socket calls return/],
  ['#/?q=read+ECONNRESET', /^What socket calls return/],
  ['#/groups', /^Situations$/],
  ['#/group/linger?differ=1&ref=gvisor-2024', /^Linger$/],
  ['#/scenario/peer-close-unread?case=unix-pair&a=A&b=B', /our data unread$/],
  ['#/calls', /^By call$/],
  ['#/call/read', /^read, readv/],
  ['#/outcomes', /^By outcome$/],
  ['#/outcome/ECONNRESET', /^ECONNRESET: connection reset by peer$/],
  ['#/states?link=unix-pair.connection&on=linux-7.3&and=freebsd-14&calls=a.write,b.close,a.read', /^States of a connection$/],
  ['#/compare/linux-7.3/gvisor-2024', /^Two systems compared$/],
  ['#/families', /^Families$/],
  ['#/timing', /^What is flaky or depends on timing$/],
  ['#/claims', /^What sources say/],
  ['#/systems', /^Systems measured$/],
  ['#/system/linux-7.3', /^Linux 7\.3/],
  ['#/nowhere', /^There is no view 'nowhere'$/],
];

test('every view has its address and its heading', async () => {
  for (const [hash, heading] of all) {
    await goTo(hash);
    expect(await page.getByRole('heading', { level: 1 }).textContent(), hash).toMatch(heading);
  }
  for (const link of await page.getByRole('navigation', { name: 'Views' }).getByRole('link').all()) {
    await link.click();
    expect(await link.getAttribute('aria-current')).toBe('page');
  }
});

test('the page fetches nothing, may fetch nothing, and has no error', async () => {
  expect(requests.filter((url) => url !== address() && url !== 'data:,')).toEqual([]);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+';/);
  expect(await page.evaluate(async () => fetch('https://example.org/').then(String, String))).toMatch(/TypeError/);
  expect(errors.filter((text) => !/example\.org|Content Security Policy/.test(text))).toEqual([]);
});

test('the file is at most 1 MB, and no line of its data is longer than an editor likes', () => {
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(mostBytes);
  const data = /id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  expect(Math.max(...data.split('\n').map((line) => line.length))).toBeLessThan(20_000);
});

describe('what a stranger asks', () => {
  test.each<[question: string, understood: RegExp, answer: RegExp]>([
    [
      'Error: read ECONNRESET at TCP.onStreamRead (node:internal/stream_base_commons:216:20)',
      /call: read.*outcome: ECONNRESET/,
      /not read all that you sent/,
    ],
    ['ConnectionResetError: [Errno 104] Connection reset by peer', /outcome: ECONNRESET/, /not read all that you sent/],
    ['BrokenPipeError: [Errno 32] Broken pipe', /outcome: EPIPE/, /closed its socket/],
    ['write unix /var/run/docker.sock->@: write: broken pipe', /call: write.*outcome: EPIPE.*link: unix/, /closed its socket/],
    ['java.net.SocketException: Connection reset', /outcome: ECONNRESET/, /not read all that you sent/],
    ['Error: socket hang up', /outcome: EOF/, /closed its socket/],
    ['recv returns 0 linux', /outcome: EOF.*on: linux/, /closed its socket|SHUT_WR/],
    ['accept hangs unix', /call: accept.*outcome: blocks/, /no connection waits/],
    ['connect ECONNREFUSED', /call: connect.*outcome: ECONNREFUSED/, /./],
    ['call:read outcome:ECONNRESET link:unix on:linux', /link: unix/, /not read all that you sent/],
    ['call:write outcome:EPIPE differ:linux,gvisor', /differ: linux,gvisor/, /./],
    ['SIGPIPE write tcp', /outcome: SIGPIPE/, /./],
  ])('%s', async (question, understood, answer) => {
    await goTo('#/');
    await page.getByRole('textbox').fill(question);
    const chips = await page.getByRole('list', { name: 'Understood' }).getByRole('listitem').allTextContents();
    expect(chips.join(' ')).toMatch(understood);
    const answers = page.locator('.answers > li');
    expect(await answers.first().getByRole('heading').textContent()).toMatch(answer);
    const sequence = await answers.first().getByRole('link', { name: 'See the sequence' }).getAttribute('href');
    await goTo(sequence ?? '');
    expect(await page.getByRole('img', { name: /^Sequence of/ }).count()).toBe(1);
  });
});

test('what no call returned is said to be made up by the runtime', async () => {
  await goTo('#/?q=Error:+socket+hang+up');
  expect(await page.getByText('No call of the kernel failed with this.').count()).toBe(1);
});

test('a part that was understood can be taken out again, and the address says what is left', async () => {
  await goTo('#/?q=call:read+outcome:ECONNRESET+link:unix');
  await page.getByRole('link', { name: 'link: unix: take it out' }).click();
  expect(await page.getByRole('list', { name: 'Understood' }).getByRole('listitem').count()).toBe(2);
  expect(decodeURIComponent(await page.evaluate(() => location.hash))).not.toContain('unix');
});

test('what is nowhere measured says so, and what there is with one word less', async () => {
  await goTo('#/?q=call:read+outcome:ECONNREFUSED+state:%22never+seen%22');
  expect(await page.getByRole('status').textContent()).toContain('No single case');
  expect(await page.getByText('Without state: never seen').count()).toBe(1);
});

test('two behaviours side by side mark the first step that differs', async () => {
  await goTo('#/scenario/peer-close-unread?case=unix-pair&a=A&b=B');
  expect(await page.getByRole('status').first().textContent()).toMatch(/^Same until step 5/);
  expect(await page.locator('.steps li.differs').count()).toBe(1);
});

test('every cell of a matrix says in words what it is', async () => {
  for (const hash of ['#/group/linger', '#/scenario/peer-close-unread']) {
    await goTo(hash);
    const texts = await page.locator('td').allTextContents();
    expect(texts.length).toBeGreaterThan(3);
    expect(texts.filter((text) => text.replace(/^[A-Z]+/, '').trim() === '')).toEqual([]);
  }
});

test('the explorer says what each call returns, where two systems differ, and where the model ends', async () => {
  await goTo('#/states?link=unix-pair.connection&on=linux-7.3&and=freebsd-14');
  for (const call of ['write(a, 5)', 'close(b)', 'read(a, 64)']) await page.getByRole('link', { name: call }).click();
  const last = page.locator('.steps > li').last();
  expect(await last.textContent()).toMatch(/differs.*linux-7\.3: ECONNRESET.*freebsd-14: EOF/);
  expect(await page.evaluate(() => location.hash)).toContain('calls=a.write,b.close,a.read');
  await goTo('#/states?link=unix-pair.connection&calls=a.read,a.write');
  expect(await page.locator('.steps').textContent()).toContain('beyond the model');
  expect(await page.locator('.steps').textContent()).toContain('not known, since the call before it is beyond the model');
});

test('the keyboard alone is enough: to the box, to an answer, to its sequence', async () => {
  await goTo('#/systems');
  await page.keyboard.press('/');
  await page.waitForFunction(() => document.activeElement?.id === 'box');
  await page.keyboard.type('read ECONNRESET');
  const isOn = async (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
  for (let times = 0; times < 30 && (await isOn()) !== 'See the sequence'; times++) await page.keyboard.press('Tab');
  expect(await isOn()).toBe('See the sequence');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.startsWith('#/scenario/'));
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});

test('an answer to a key press takes no more than a few plain filters over the same data, far from what one would notice', async () => {
  await goTo('#/?q=read');
  const { typed, plain } = await page.evaluate(() => {
    const box = document.querySelector<HTMLTextAreaElement>('#box');
    const lines = (document.getElementById('data')?.textContent ?? '').split('\n');
    const median = (run: (text: string) => void): number => {
      const times = ['read e', 'read econnreset', 'read econnreset u', 'read econnreset unix', 'hangs accept'].map((text) => {
        const begin = performance.now();
        run(text);
        return performance.now() - begin;
      });
      return times.toSorted((one, other) => one - other)[2] ?? 0;
    };
    const type = (text: string): void => {
      if (box === null) return;
      box.value = text;
      box.dispatchEvent(new Event('input', { bubbles: true }));
    };
    type('read');
    return { typed: median(type), plain: median((text) => lines.filter((line) => line.toLowerCase().includes(text))) };
  });
  // A plain filter takes some 5 ms where nothing else runs.
  expect(typed / plain).toBeLessThan(10);
});

describe('on a phone, dark, without script, on paper', () => {
  test('no view is wider than a phone', async () => {
    const phone = await opened({ width: 390, height: 844 });
    for (const [hash] of all) {
      await goTo(hash, phone);
      const [width, seen] = await phone.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(width, hash).toBeLessThanOrEqual(seen ?? 0);
    }
    await phone.context().close();
  });

  test('axe finds nothing in any view, light and dark', { timeout: 900_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    const one = await context.newPage();
    await one.goto(address());
    await one.evaluate(axe.source);
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await one.emulateMedia({ colorScheme });
      // Colours are all that is another in the dark.
      const rules = colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] };
      for (const [hash] of all) {
        await goTo(hash, one);
        found.push(...(await one.evaluate(violations, rules)).map((text) => `${colorScheme} ${hash} ${text}`));
      }
    }
    expect(found).toEqual([]);
    await context.close();
  });

  test('the colours follow the system, and the choice', async () => {
    await goTo('#/systems');
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await paper()).not.toBe(light);
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('light');
    expect(await paper()).toBe(light);
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('auto');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('printed, the ways through the page are gone and what was asked is there', async () => {
    await goTo('#/scenario/peer-close-unread');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation', { name: 'Views' }).isVisible()).toBe(false);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    expect(await page.getByRole('table').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  test('without script it is a document with the findings, the systems and the way to all pages', async () => {
    const plain = await opened({ width: 1280, height: 900 }, { javaScriptEnabled: false });
    expect(await plain.getByRole('heading', { name: 'Findings that surprise' }).isVisible()).toBe(true);
    expect(await plain.getByRole('table', { name: '' }).first().isVisible()).toBe(true);
    expect(await plain.getByRole('link', { name: 'claims', exact: true }).getAttribute('href')).toBe('claims.md');
    expect(await plain.getByRole('textbox').count()).toBe(0);
    await plain.context().close();
  });
});
