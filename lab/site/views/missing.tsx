import type { JSX } from 'preact';

/** What an address leads to that names nothing. */
export function Missing({ what }: { what: string }): JSX.Element {
  return (
    <article>
      <h1>There is no {what}</h1>
      <p>
        It may have had another name when the address was made. <a href="#/">Search for it</a>, or look through{' '}
        <a href="#/groups">all situations</a>.
      </p>
    </article>
  );
}
