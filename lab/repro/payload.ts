import { literal } from './c-text.ts';
import { number, word } from './arguments.ts';
import type { Scope } from './scope.ts';
import type { Step } from '../scenario/case.ts';

/** What a step sends, as two arguments in C: the bytes, and how many. */
export function payload(step: Step, scope: Scope): string {
  const data = word(step, 'data');
  if (data !== '') return `${literal(data)}, ${Buffer.byteLength(data)}`;
  const size = number(step, 'size');
  if (size <= 26) return `${literal('abcdefghijklmnopqrstuvwxyz'.slice(0, size))}, ${size}`;
  scope.use('pattern');
  return `pattern(), ${size}`;
}
