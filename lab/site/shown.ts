import { createHash } from 'node:crypto';
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { decode } from './data/decode.ts';
import type { SiteFile } from './data/site-file.ts';
import { routeOf } from './route/route.ts';
import { Page } from './views/page.tsx';

/** A picture of the page that the README shows. */
export interface Shown {
  /** Path from the root of the checkout. */
  file: string;
  address: string;
  width: number;
  height: number;
  scheme: 'light' | 'dark';
}

/** All of them. */
export const shown: readonly Shown[] = [
  { file: 'docs/page-search.png', address: '#/?q=Error:+read+ECONNRESET+at+TCP.onStreamRead', width: 1000, height: 760, scheme: 'light' },
  {
    file: 'docs/page-sequence.png',
    address: '#/scenario/peer-close-unread?case=unix-pair&a=A&b=B',
    width: 1000,
    height: 900,
    scheme: 'light',
  },
];

/** What a page shows at these places and how it looks, as a hash for each file: while it is the same, the picture is. Throws if `html` is no such page. */
export function hashesOf(html: string): Record<string, string> {
  const [style, data] = [/<style>(.*?)<\/style>/s, /id="data">(.*?)<\/script>/s].map((pattern) => pattern.exec(html)?.[1]);
  if (style === undefined || data === undefined) throw new Error('reports/index.html is not the page. Run: npm run lab -- report');
  const known = decode(JSON.parse(data) as SiteFile);
  return Object.fromEntries(
    shown.map(({ file, address, ...how }) => {
      const view = renderToString(h(Page, { here: { known, route: routeOf(address), go: () => undefined } }));
      return [
        file,
        createHash('sha256')
          .update(JSON.stringify([style, view, how]))
          .digest('hex')
          .slice(0, 16),
      ];
    }),
  );
}
