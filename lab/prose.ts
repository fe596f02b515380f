/** `a`, `a and b`, `a, b and c`. */
export function allOf(words: readonly string[]): string {
  return joined(words, 'and');
}

/** `a`, `a or b`, `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  return joined(words, 'or');
}

/** `1 case`, `2 cases`; `plural` where adding an s does not make it. */
export function count(number: number, singular: string, plural: string = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

/** At most `limit` of the words, and how many more there are: `a, b and 3 more`. */
export function someOf(words: readonly string[], limit: number): string {
  if (words.length <= limit + 1) return allOf(words);
  return `${words.slice(0, limit).join(', ')} and ${words.length - limit} more`;
}

function joined(words: readonly string[], conjunction: string): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
