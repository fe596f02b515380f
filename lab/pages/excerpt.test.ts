import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { places } from '../root.ts';
import { mergeAtlas } from '../atlas/atlas.ts';
import { withExcerpt } from './excerpt.ts';

const empty = mergeAtlas([], [], []);
const marked = 'before\n<!-- measured: written by npm run lab -- report -->\nold\n<!-- end of measured -->\nafter\n';

test('what stands between the markers is made again, and the rest stays', () => {
  const text = withExcerpt(marked, empty);
  expect(text).toBe(marked.replace('\nold\n', '\n\nNothing is measured yet.\n\n'));
  expect(withExcerpt(text, empty)).toBe(text);
});

test.each(['no markers', '<!-- end of measured -->\n<!-- measured: written by npm run lab -- report -->'])('%j stays as it is', (text) => {
  expect(withExcerpt(text, empty)).toBe(text);
});

test('the README has a place for its table of results', () => {
  expect(withExcerpt(readFileSync(join(places().root, 'README.md'), 'utf8'), empty)).toContain('Nothing is measured yet.');
});
