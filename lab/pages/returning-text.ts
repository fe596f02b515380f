import type { Returning } from '../findings/returning.ts';
import { code } from './markdown.ts';

/** What a call returned, as markdown, to follow the call's name: fails with `EPIPE` with `SIGPIPE`. */
export function returningText({ words, name, along }: Returning): string {
  const parts = [words, name === undefined ? '' : code(name), along === undefined ? '' : `with ${code(along)}`];
  return parts.filter((part) => part !== '').join(' ');
}
