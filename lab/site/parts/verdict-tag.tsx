import type { JSX } from 'preact';
import { blaming, meanings } from '../../findings/verdict-words.ts';
import type { Verdict } from '../../findings/verdict-words.ts';

/** A verdict in its word, with what it means for whoever asks. */
export function VerdictTag({ verdict }: { verdict: Verdict }): JSX.Element {
  return (
    <span class={`verdict${blaming.includes(verdict) ? ' news' : ''}`} title={meanings[verdict]}>
      {verdict}
    </span>
  );
}
