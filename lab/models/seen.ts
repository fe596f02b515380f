import { LabError } from '../failure.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import type { Alphabet } from './alphabet.ts';
import type { Seen } from './explain-search.ts';
import { abstractOutcome } from './word-plan.ts';

/** Other words for what an end does, as people and logs write them. */
const otherWords: Record<string, string> = {
  recv: 'read',
  send: 'write',
  so_error: 'error',
  'shutdown(shut_rd)': 'shutdown-read',
  'shutdown(shut_wr)': 'shutdown-write',
  'shutdown(shut_rdwr)': 'shutdown-both',
};

/**
 * What one end saw, from a text such as `write 5, read ECONNRESET`: calls with what each gave. Throws a `bad-request` for a call that is no letter of that end, or
 * one without an outcome.
 */
export function readSeen({ letters }: Alphabet, end: string, text: string): Seen[] {
  const known = letters.filter(({ name }) => name.startsWith(`${end}.`)).map(({ name }) => name.slice(end.length + 1));
  return text.split(',').map((part) => {
    const [call = '', outcome, ...more] = part.trim().split(/\s+/);
    const name = otherWords[call.toLowerCase()] ?? call;
    const letter = letters.findIndex((one) => one.name === `${end}.${name}`);
    if (letter === -1) {
      throw new LabError(
        'bad-request',
        `There is no call '${call}' here. ${didYouMean(call, known) ?? `There are ${oneOf(known, 30)}.`}`,
        'Write calls with what they returned: write 5, read ECONNRESET',
      );
    }
    if (outcome === undefined || more.length > 0) {
      throw new LabError('bad-request', `'${part.trim()}' is not a call and what it returned.`, `For example: ${call} ECONNRESET`);
    }
    // SO_ERROR hands an error back through a pointer, which its outcome's spelling says.
    return { letter, output: name === 'error' && !outcome.startsWith('=') ? `=${outcome}` : abstractOutcome(outcome) };
  });
}

/** Letters of other ends: what somebody may have done unseen. */
export function hiddenFrom({ letters }: Alphabet, end: string): number[] {
  return letters.flatMap(({ name }, letter) => (name.startsWith(`${end}.`) ? [] : [letter]));
}
