/**
 * How deep the arrays and objects of a JSON text are nested, without parsing it: what reads a document by recursion must not be
 * handed one that is a million brackets deep. Stops counting at `limit`.
 */
export function nestingOf(json: string, limit: number): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < json.length && deepest < limit; index++) {
    const character = json[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}
