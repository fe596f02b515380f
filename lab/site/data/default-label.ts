/** What a step is called whose author gave it no label, as far as its text tells: `read a` of `read(a, 64)`. Labels that are this need not be stored. */
export function defaultLabel(text: string): string {
  const [, call = text, first = ''] = /^([^(]*)\(([^,)]*)/.exec(text) ?? [];
  return first === '' ? call : `${call} ${first}`;
}
