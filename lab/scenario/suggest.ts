import { closest, distance } from 'fastest-levenshtein';

/** `Did you mean 'close'?`, or nothing if no candidate is near enough to be what was meant. */
export function didYouMean(typed: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0 || typed.length > 100) return undefined;
  const nearest = closest(typed, [...candidates]);
  // Two slips in a long word are a misspelling; in a word of three letters they are another word.
  const slips = Math.min(2, Math.floor(typed.length / 2));
  if (distance(typed.toLowerCase(), nearest.toLowerCase()) <= slips) return `Did you mean '${nearest}'?`;
  const longer = typed.length < 4 ? undefined : candidates.find((candidate) => candidate.startsWith(typed));
  return longer === undefined ? undefined : `Did you mean '${longer}'?`;
}

/** `'a', 'b' or 'c'`; long lists end with how many were left out. */
export function oneOf(words: readonly string[], limit = 12): string {
  const shown = words.slice(0, limit).map((word) => `'${word}'`);
  if (words.length > limit) return `${shown.join(', ')} and ${words.length - limit} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
