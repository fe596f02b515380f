/** Keys that mean something to JavaScript itself; no file of ours has them, so one that does was made to do harm. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What no name, version or outcome has, and what could do something where it is shown: move a cursor, reorder a line, become markup of
 * HTML or Markdown, or not be text at all.
 */
const suspicious: [RegExp, string][] = [
  [/\p{Cc}/u, 'a control character'],
  [/\p{Bidi_Control}|\p{Cf}|\p{Zl}|\p{Zp}/u, 'an invisible character'],
  [/\p{Cs}/u, 'half of a character'],
  [/[<>]|&(#|[a-z]+;)/iu, 'markup'],
  [/`|\]\(|!\[/u, 'markup'],
];

/** The first thing in parsed JSON that cannot be honest, as `place: what`; `undefined` if all of it is plain. */
export function hostility(value: unknown, place = ''): string | undefined {
  if (typeof value === 'string') {
    const found = suspicious.find(([pattern]) => pattern.test(value));
    return found && `${place || 'the document'}: holds ${found[1]}: ${shown(value)}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) return `${place || 'the document'}: has a key '${key}'`;
    const here = place === '' ? shown(key) : `${place}.${shown(key)}`;
    const problem = (Array.isArray(value) ? undefined : hostility(key, `a key of ${place || 'the document'}`)) ?? hostility(inner, here);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Some of a text from outside, safe to print. */
export function shown(text: string): string {
  const safe = text.slice(0, 80).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
  return text.length > 80 ? `${safe}…` : safe;
}
