import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderToString } from 'preact-render-to-string';
import type { CompactLink } from '../models/compact.ts';
import { bundle } from './bundle.ts';
import { encode } from './data/encode.ts';
import type { SiteParts } from './data/encode.ts';
import { withModels } from './data/models-that-fit.ts';
import { print } from './data/print.ts';
import { Plain } from './views/plain.tsx';

/** So many bytes the page has at most: what is read from a disk or sent over a slow line at once. Models are what gives way. */
export const mostBytes = 1_048_576;

/**
 * `reports/index.html`: one file that needs no other, and fetches nothing. Its policy for the browser says so: scripts and styles are those whose hashes it
 * names, and nothing else is loaded from anywhere. The same parts give the same bytes.
 */
export async function sitePage(parts: SiteParts, models: readonly CompactLink[]): Promise<string> {
  const told = encode(parts);
  const [script, style] = await Promise.all([bundle(), readFile(join(dirname(fileURLToPath(import.meta.url)), 'style.css'), 'utf8')]);
  const document = renderToString(<Plain atlas={parts.atlas} surprises={parts.surprises} />);
  const page = (data: string): string => pageOf({ script, style, document, data });
  const room = mostBytes - Buffer.byteLength(page(print(withModels(told, [], 0))));
  return page(print(withModels(told, models, room)));
}

function pageOf({ script, style, document, data }: Record<'script' | 'style' | 'document' | 'data', string>): string {
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<!-- Generated from scenarios/ and reports/ by: npm run lab -- report. Do not edit. -->',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="data:,">',
    '<title>What socket calls return · sockatlas</title>',
    `<style>${style}</style>`,
    `<div id="page">${document}</div>`,
    `<script type="application/json" id="data">${data}</script>`,
    `<script>${script}</script>`,
    '</html>',
    '',
  ].join('\n');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
