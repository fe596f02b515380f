import { code } from '../pages/markdown.ts';
import type { CallMade } from './call-made.ts';

/** What a call returned, as markdown for a reader; how many bytes does not matter. */
export function returnedText({ outcome, does, text }: CallMade): string {
  const along = 'along' in outcome && outcome.along.length > 0 ? ` with ${code(outcome.along.join(', '))}` : '';
  switch (outcome.kind) {
    case 'failed':
      return `fails with ${code(outcome.errno)}${along}`;
    case 'eof':
      return `returns 0 (EOF)${along}`;
    case 'returned':
      if (does.kind === 'reads' && outcome.value > 0) return `returns data${along}`;
      return does.kind === 'writes' && outcome.value > 0 ? `succeeds${along}` : `returns ${outcome.value}${along}`;
    case 'blocks':
      return `does not return${along}`;
    case 'killed':
      return `the process is killed by ${code(outcome.signal)}`;
    case 'done':
      return 'succeeds';
    default:
      return code(text);
  }
}
