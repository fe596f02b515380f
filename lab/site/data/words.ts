import type { Verdict } from '../../findings/verdict-words.ts';
import type { Says } from '../../scenario/claim-words.ts';

/** One letter for each word that a thousand claims repeat. */
export const verdictLetters: Record<Verdict, string> = {
  'does not conform': 'n',
  'page differs': 'p',
  refuted: 'r',
  'out of date': 'o',
  'not listed': 'l',
  'inference fails': 'i',
  'other version': 'v',
  'timing-dependent': 't',
  holds: 'h',
  untested: 'u',
};

export const forceLetters: Record<Says, string> = { shall: 's', may: 'm', shows: 'w', implies: 'i' };

/** The word of a letter. Throws if it has none: the data is damaged. */
export function wordOfLetter<Word extends string>(letters: Record<Word, string>, letter: string): Word {
  for (const word in letters) if (letters[word] === letter) return word;
  throw new Error(`'${letter}' stands for no word`);
}
