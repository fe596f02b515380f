import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { places } from '../root.ts';
import { startBrowser } from './browser.ts';
import { hashesOf, shown } from './shown.ts';

/*
 * Makes the README's pictures of the page, and notes what they show; `--check` only compares: it exits with 4 if a picture shows what the page does not show
 * any more.
 */

const { root, reports } = places();
const page = join(reports, 'index.html');
const notes = join(root, 'docs', 'page-pictures.json');
const hashes = hashesOf(await readFile(page, 'utf8'));

if (process.argv.includes('--check')) {
  const noted = JSON.parse(await readFile(notes, 'utf8').catch(() => '{}')) as Record<string, string>;
  const stale = Object.keys(hashes).filter((file) => noted[file] !== hashes[file]);
  for (const file of stale) process.stdout.write(`stale ${file}\n`);
  if (stale.length > 0) process.stderr.write('The page has changed since its pictures were made.\nhint: npm run screenshots\n');
  process.exitCode = stale.length > 0 ? 4 : 0;
} else {
  const browser = await startBrowser();
  try {
    for (const { file, address, width, height, scheme } of shown) {
      const tab = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
      await tab.goto(`${pathToFileURL(page).href}${address}`);
      await tab.screenshot({ path: join(root, file) });
      await tab.close();
      process.stdout.write(`${file}\n`);
    }
  } finally {
    await browser.close();
  }
  await writeFile(notes, `${JSON.stringify(hashes, null, 2)}\n`);
}
