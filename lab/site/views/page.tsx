import type { JSX } from 'preact';
import type { Here } from '../parts/known.ts';
import { HereProvider } from '../parts/known.ts';
import { viewAt, views } from './views.ts';
import { SchemeChoice } from './scheme-choice.tsx';

/** The whole page at an address: its head with the ways through it, and the view. */
export function Page({ here }: { here: Here }): JSX.Element {
  const { show } = viewAt(here.route);
  const [first = ''] = here.route.path;
  return (
    <HereProvider value={here}>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="#/">
          sockatlas
        </a>
        <nav aria-label="Views">
          {Object.entries(views).map(
            ([path, { name }]) =>
              name !== undefined && (
                <a key={path} href={`#/${path}`} aria-current={path === first ? 'page' : undefined}>
                  {name}
                </a>
              ),
          )}
        </nav>
        <SchemeChoice />
      </header>
      <main id="main" tabIndex={-1}>
        {show()}
      </main>
      <footer>
        <p>
          Measured, not quoted: <code>npm run lab</code> measures all of it again. Facts are in <code>reports/results/</code>; this page is
          computed from them.
        </p>
      </footer>
    </HereProvider>
  );
}

/** An address `#main` would be none of the page's. */
function skip(event: JSX.TargetedMouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
