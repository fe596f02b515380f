import type { CallMade } from './call-made.ts';

/** What a call returned, in words, with the names in them apart: `fails with`, `EPIPE`, `SIGPIPE`. How many bytes came does not matter. */
export interface Returning {
  /** Empty where the name says it all. */
  words: string;
  /** An error, a signal, or an outcome's own spelling. */
  name?: string;
  /** What came with it. */
  along?: string;
}

/** What a call returned. */
export function returningOf({ outcome, does, text }: Pick<CallMade, 'outcome' | 'does' | 'text'>): Returning {
  const along = 'along' in outcome && outcome.along.length > 0 ? { along: outcome.along.join(', ') } : {};
  switch (outcome.kind) {
    case 'failed':
      return { words: 'fails with', name: outcome.errno, ...along };
    case 'eof':
      return { words: 'returns 0 (EOF)', ...along };
    case 'returned':
      if (does.kind === 'reads' && outcome.value > 0) return { words: 'returns data', ...along };
      return { words: does.kind === 'writes' && outcome.value > 0 ? 'succeeds' : `returns ${outcome.value}`, ...along };
    case 'blocks':
      return { words: 'does not return', ...along };
    case 'killed':
      return { words: 'the process is killed by', name: outcome.signal };
    case 'done':
      return { words: 'succeeds' };
    default:
      return { words: '', name: text };
  }
}

/** Equal for what reads the same. Plain text. */
export function plain({ words, name, along }: Returning): string {
  return [words, name, along === undefined ? undefined : `with ${along}`].filter((part) => part !== undefined && part !== '').join(' ');
}
