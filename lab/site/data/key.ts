import { createHash } from 'node:crypto';
import { compare } from '../../atlas/order.ts';

/** The length of a key; of two in a thousand texts that would share one, the later gets a longer one. */
const shortest = 3;

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A short key for each text, made of the text alone as far as that is unique: another text changes no key. */
export function keysOf(texts: Iterable<string>): Map<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  for (const text of [...new Set(texts)].toSorted(compare)) {
    const hash = [...createHash('sha256').update(text).digest()].map((byte) => digits[byte % digits.length]).join('');
    let length = shortest;
    while (taken.has(hash.slice(0, length))) length += 1;
    taken.add(hash.slice(0, length));
    keys.set(text, hash.slice(0, length));
  }
  return keys;
}
