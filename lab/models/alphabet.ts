import { createHash } from 'node:crypto';
import type { Effect } from '../scenario/effect.ts';
import type { CheckedCall } from '../scenario/check-call.ts';
import type { Pacing } from '../results/pacing.ts';

/** One thing that can be done at any time: a call, or some that belong together. */
export interface Letter {
  /** An end and what it does: `a.shutdown-write`. */
  name: string;
  calls: readonly CheckedCall[];
}

/** An alphabet as it is on one link. */
export interface Alphabet {
  /** `connection`: the name of its file. */
  name: string;
  title: string;
  /** The link, or the kind of socket. */
  link: string;
  pacing: Pacing;
  /** How many states more than were learned systems are tested for. */
  extra: number;
  /** How many messages may wait for one end; no bound where one read takes all that waits. */
  inFlight: number | undefined;
  setup: readonly CheckedCall[];
  letters: readonly Letter[];
  /** Positions of letters that send what others receive. */
  flows: readonly { sends: readonly number[]; receives: readonly number[] }[];
  /** Changes exactly when what is asked does: 16 hexadecimal digits. */
  hash: string;
}

/** The name of the alphabet that models are learned with unless another is named. */
export const usualAlphabet = 'connection';

/** The name of what is learned of a system: the alphabet, and the link where it stands first. */
export function modelName({ name, link }: Pick<Alphabet, 'name' | 'link'>): string {
  return `${link}.${name}`;
}

/** The hash of everything that decides what is asked. */
export function hashOfAlphabet(alphabet: Omit<Alphabet, 'hash'>): string {
  const { link, pacing, inFlight, setup, letters, flows } = alphabet;
  const callOf = ({ args }: CheckedCall): unknown => args;
  const what = [link, pacing, inFlight, setup.map(callOf), letters.map(({ name, calls }) => [name, calls.map(callOf)]), flows];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
}

/** The effects of a letter, in order. */
export function effectsOf(letter: Letter): Effect[] {
  return letter.calls.map(({ does }) => does);
}
