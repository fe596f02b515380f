import { expect, test } from 'vitest';
import { smallAtlas } from '../explain/fixture.ts';
import { hashesOf } from './shown.ts';
import { sitePage } from './site.tsx';

test('a picture is stale when what it shows or how it looks is another, and not when something else is', async () => {
  const atlas = smallAtlas();
  const parts = { atlas, judgements: [], surprises: ['one'] };
  const html = await sitePage(parts, []);
  const before = hashesOf(html);
  expect(hashesOf(await sitePage({ ...parts, surprises: ['another'] }, []))).toEqual(before);
  const restyled = hashesOf(html.replace('<style>', '<style>a{}'));
  for (const file of Object.keys(before)) expect(restyled[file]).not.toBe(before[file]);
  const sequence = Object.keys(before).find((file) => file.includes('sequence'));
  const other = hashesOf(html.replaceAll('Title of peer-close-unread', 'Another title'));
  expect(other[sequence ?? '']).not.toBe(before[sequence ?? '']);
  expect(() => hashesOf('<p>not the page</p>')).toThrow('npm run lab -- report');
});
