import { local } from './letters.ts';

/** Stands before what is told by its difference from something else; it is no letter. */
const mark = ',';

/** A text of letters, told by where it differs from another of the same length if that is shorter: a position and a letter for each place. */
export function patch(text: string, base: string): string {
  const [own, other] = [text.split(''), base.split('')];
  if (own.length !== other.length) return text;
  const places = own.flatMap((letter, index) => (letter === other[index] ? [] : [`${local.of(index)}${letter}`]));
  return places.length * 2 + 1 < own.length ? `${mark}${places.join('')}` : text;
}

/** The text that `patch` told. Throws if it was told by a base that is no longer than its places: the data is damaged. */
export function patched(text: string, base: string): string {
  if (!text.startsWith(mark)) return text;
  const letters = base.split('');
  const places = text.slice(mark.length).split('');
  for (let at = 0; at < places.length; at += 2) {
    const index = local.at(places[at] ?? '') ?? letters.length;
    const letter = places[at + 1];
    if (index >= letters.length || letter === undefined) throw new Error(`'${text}' is no difference from '${base}'`);
    letters[index] = letter;
  }
  return letters.join('');
}
