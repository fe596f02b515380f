/** More levels than any file of ours needs; without a limit, nesting could exhaust the parser's stack. */
export const deepest = 64;

/**
 * Where the text first nests too deep, found before the parser sees it. Quickly and from above: brackets in comments and quotes are counted as
 * well, which does not matter far below the limit.
 */
export function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x5b || character === 0x7b) {
      if (++depth > deepest) return i;
    } else if ((character === 0x5d || character === 0x7d) && depth > 0) depth--;
  }
  // In block style a level is a column of indentation, or one of `- - -` or `? ? ?` in the same line.
  return tooManyMarkers.exec(text)?.index ?? tooMuchIndent.exec(text)?.index;
}

const tooManyMarkers = new RegExp(`^ *(?:[-?:] +){${deepest},}`, 'm');
const tooMuchIndent = new RegExp(`^ {${deepest * 4},}[^ \\r\\n]`, 'm');
