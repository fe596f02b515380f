/** Numbers as single characters (code units: none is one of a pair), so that a list of small numbers is a short string that a diff shows well. */
export interface Letters {
  /** The character for a number from 0 on. */
  of: (number: number) => string;
  /** The number of a character; undefined for one that stands for none. */
  at: (letter: string) => number | undefined;
}

/** Letters for the numbers up to `first.length`, and from there on characters from `beyond` on, a code point each. */
function letters(first: string, beyond: number): Letters {
  const known = new Map(first.split('').map((letter, number) => [letter, number]));
  return {
    of: (number) => first[number] ?? String.fromCodePoint(beyond + number - first.length),
    at(letter) {
      const number = known.get(letter);
      if (number !== undefined) return number;
      const point = letter.codePointAt(0) ?? 0;
      return point >= beyond && point < beyond + reach ? first.length + point - beyond : undefined;
    },
  };
}

/** How many characters lie between the beginnings of two alphabets. */
const reach = 0x400;

const digits = '0123456789';
const small = 'abcdefghijklmnopqrstuvwxyz';

/** For steps, outcomes and behaviours within one scenario. */
export const local: Letters = letters(`${digits}${small}${small.toUpperCase()}!#$%&()*+-./:;=>?@[]^_{|}~`, 0x400);

/** For the behaviours that a system shows, and the gaps that it has: no letter is in both. */
export const shown: Letters = letters(`${digits}${small}`, 0x800);
export const gaps: Letters = letters(small.toUpperCase(), 0xc00);

/** All numbers as one string. */
export function spelled(numbers: Iterable<number>, { of }: Letters): string {
  return [...numbers].map((number) => of(number)).join('');
}

/** The numbers of such a string. Throws if a character stands for none: the data is damaged. */
export function numbersIn(text: string, { at }: Letters): number[] {
  return text.split('').map((letter) => {
    const number = at(letter);
    if (number === undefined) throw new Error(`'${letter}' stands for no number`);
    return number;
  });
}
