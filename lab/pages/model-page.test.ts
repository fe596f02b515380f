import { expect, test } from 'vitest';
import { loadAlphabets } from '../models/load-alphabets.ts';
import type { Mealy } from '../models/mealy.ts';
import type { LinkModels } from '../models/models.ts';
import { places } from '../root.ts';
import { afterPeerClosed, heartOf, withHeart } from './heart.ts';
import { stateDiagram } from './model-diagram.ts';
import { modelPage } from './model-page.ts';

const identity = { name: 'linux', version: '6.18', libc: { name: 'glibc' }, arch: 'x86_64' } as never;
const unchecked = { compared: 0, disagreements: [] };

/**
 * States: 0 connected, 1 the peer closed with our data unread, 2 the peer closed. Reading in 1 gives ECONNRESET once; with `forgetful` the other system goes on
 * to give it in what is state 2 here.
 */
async function streams(...forgetful: boolean[]): Promise<LinkModels> {
  const alphabet = (await loadAlphabets(places())).find((one) => one.link === 'unix-pair' && one.name === 'connection');
  if (alphabet === undefined) throw new Error('no alphabet');
  const machine = (again: boolean): Mealy => ({
    letters: alphabet.letters.length,
    states: [0, 1, 2, 3].map((state) =>
      alphabet.letters.map(({ name }) => {
        if (name.startsWith('b.') && state > 1) return undefined;
        if (name === 'b.close') return { output: '0', next: state === 1 ? 2 : 3 };
        if (name === 'a.write') return state < 2 ? { output: 'n', next: 1 } : { output: 'EPIPE+SIGPIPE', next: state };
        if (name === 'a.read' && state === 2) return { output: 'ECONNRESET', next: again ? 2 : 3 };
        if (name === 'a.read') return { output: state === 3 ? 'EOF' : 'EAGAIN', next: state };
        return { output: '0', next: state };
      }),
    ),
  });
  const models = forgetful.map((again, index) => ({
    name: `m${index}`,
    machine: machine(again),
    systems: [{ target: `t${index}`, identity, extra: index === 0 ? 1 : 0 }],
  }));
  return { alphabet, models, lacking: [] };
}

test('each state has a row with its facts in words, what each call returns and the state after it', async () => {
  const text = modelPage(await streams(false), unchecked);
  const row = text.split('\n').find((line) => line.includes('peer closed, our data unread')) ?? '';
  expect(row.replaceAll(/ +/g, ' ')).toContain('| **2** peer closed, our data unread | `EPIPE+SIGPIPE` | `ECONNRESET` → 3 |');
  expect(text).toContain('Tested against any machine of up to 5 states');
});

test('what another system gives stands in the row, and what depends on the way there as both', async () => {
  const text = modelPage(await streams(false, true), unchecked).replaceAll(/ +/g, ' ');
  const row = text.split('\n').find((line) => line.startsWith('| **3** peer closed, nothing of ours unread')) ?? '';
  expect(row).toContain('`EOF`; ¹ `EOF` / `ECONNRESET`');
  expect(text).toContain('| `a.read` | `EOF` | `ECONNRESET` | `a.write, b.close, a.read, a.read` | 1 |');
});

test('the heart says what each call gives after the peer closed, call by call', async () => {
  const heart = (afterPeerClosed(await streams(false)) ?? '').replaceAll(/ +/g, ' ');
  expect(heart).toContain('| peer closed, our data unread | `ECONNRESET`, then `EOF` | `EPIPE+SIGPIPE` | `0` |');
});

test('what scenarios measured otherwise is listed', async () => {
  const disagreements = [{ target: 't0', id: 's/tcp4', step: 'read a', model: 'EOF', measured: 'ECONNRESET' }];
  const text = modelPage(await streams(false), { compared: 7, disagreements }).replaceAll(/ +/g, ' ');
  expect(text).toContain('7 measurements of scenarios');
  expect(text).toContain('| t0 | `s/tcp4` | read a | `EOF` | `ECONNRESET` |');
});

test('the README begins with the heart of the AF_UNIX answer as soon as a model is stored, and with nothing before', async () => {
  const readme = 'intro\n\n<!-- learned: written by npm run lab -- report -->\n\nold\n\n<!-- end of learned -->\n\nrest\n';
  const all = [await streams(false)];
  expect(withHeart(readme, [])).toBe('intro\n\n<!-- learned: written by npm run lab -- report -->\n\n<!-- end of learned -->\n\nrest\n');
  const text = withHeart(readme, all);
  expect(text).toContain(heartOf(all, 'reports/'));
  expect(text).toContain('on Linux 6.18');
  expect(text).toContain('](reports/models/unix-pair.md)');
  expect(text).toContain('`ECONNRESET`, then `EOF`');
  expect(text).not.toContain('old');
  expect(withHeart(text, all)).toBe(text);
  expect(withHeart('no markers', all)).toBe('no markers');
});

test('the page shows a picture, and the picture is the same bytes each time and says the same in words', async () => {
  const models = await streams(false);
  expect(modelPage(models, unchecked)).toContain('](unix-pair.svg)');
  const svg = stateDiagram(models) ?? '';
  expect(svg).toBe(stateDiagram(await streams(false)));
  expect(svg).toContain('our data unread: b.close: peer closed, our data unread.');
  expect(svg).toContain('prefers-color-scheme: dark');
  // Two hyphens in a comment, or a bare ampersand, are no XML: a browser would show nothing.
  expect(svg.slice(4, svg.indexOf('-->'))).not.toContain('--');
  expect(svg.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
  expect(svg).not.toMatch(/NaN|undefined/);
});

test('the way of a word is marked in the picture, call by call', async () => {
  const models = await streams(false);
  const letters = models.alphabet.letters.map(({ name }) => name);
  const plain = stateDiagram(models) ?? '';
  expect(plain).not.toContain('class="state path"');
  const svg =
    stateDiagram(
      models,
      ['a.write', 'b.close', 'a.read'].map((name) => letters.indexOf(name)),
    ) ?? '';
  expect(svg.match(/class="state path"/g)).toHaveLength(4);
  expect(svg.match(/class="edge path"/g)).toHaveLength(3);
  expect(svg).toContain('>1. a.write<');
  expect(svg).toContain('>3. a.read ECONNRESET<');
});
