import { render } from 'preact';
import { decode } from '../data/decode.ts';
import type { SiteFile } from '../data/site-file.ts';
import type { Here } from '../parts/known.ts';
import { routeOf } from '../route/route.ts';
import { Page } from '../views/page.tsx';
import { applyScheme, stored } from '../views/scheme-choice.tsx';
import { viewAt } from '../views/views.ts';

applyScheme(stored());
const known = decode(JSON.parse(document.getElementById('data')?.textContent ?? '{}') as SiteFile);
const root = document.getElementById('page');
if (root !== null) {
  // What stands there is for readers without script.
  root.replaceChildren();
  show(root);
  addEventListener('hashchange', () => {
    show(root);
    document.getElementById('main')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  });
  addEventListener('keydown', toBox);
}

function show(place: HTMLElement): void {
  const route = routeOf(location.hash);
  document.title = `${viewAt(route).title} · sockatlas`;
  const here: Here = {
    known,
    route,
    go(address, replace) {
      if (replace !== true) {
        location.hash = address;
        return;
      }
      history.replaceState(null, '', address);
      show(place);
    },
  };
  render(<Page here={here} />, place);
}

/** `/` leads to the box for everything, wherever one is. */
function toBox(event: KeyboardEvent): void {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null) return;
  event.preventDefault();
  const box = (): HTMLElement | null => document.querySelector('#box');
  if (box() === null) location.hash = '#/';
  setTimeout(() => box()?.focus(), 0);
}
