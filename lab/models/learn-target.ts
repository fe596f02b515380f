import { LabError } from '../failure.ts';
import type { Alphabet } from './alphabet.ts';
import { modelName } from './alphabet.ts';
import { Asking, type AskingOptions, type Question } from './asking.ts';
import { suite } from './conformance.ts';
import { Experience, Unanswered, type Answer } from './experience.ts';
import { EndlessMachine, learn, Unsteady } from './learner.ts';
import { rulesOf } from './letter-rules.ts';
import type { Mealy, Word } from './mealy.ts';
import { Rendezvous } from './rendezvous.ts';
import type { Header } from '../targets/observations.ts';

/** What came of learning one alphabet on one target. */
export type Learned = { alphabet: Alphabet; words: number; extra: number } & (
  | { machine: Mealy }
  /** The system has no such link: what trying one gave. */
  | { lacks: string }
  | { failed: LabError }
);

/** What is to be learned of a target. */
export interface LearnTargetOptions extends AskingOptions {
  alphabets: readonly Alphabet[];
  /** The machine of a system that is probably alike: its conformance suite is asked first. */
  reference(alphabet: Alphabet): Mealy | undefined;
  /** How many states more than were learned are tested for. */
  extraOf(alphabet: Alphabet): number;
  /** Told how many words have been asked. */
  heard(words: number): void;
  /** Told of each alphabet as soon as it is learned, so that it can be stored before the others are. */
  finished(one: Learned, header: Header | undefined): Promise<void>;
}

/** More states than this are given up. TCP with everything at both ends has 77 on Linux. */
const mostStates = 500;

/**
 * Learns all alphabets of one target side by side, so that each start of it is asked for all of them. One that fails costs the others nothing. Rejects only
 * if `signal` is aborted.
 */
export async function learnTarget(options: LearnTargetOptions): Promise<{ learned: Learned[]; starts: number }> {
  const asking = new Asking(options);
  const together = new Rendezvous<Question, Answer>(options.alphabets.length, async (questions) => asking.ask(questions));
  let asked = 0;
  const learned = await Promise.all(
    options.alphabets.map(async (alphabet) => {
      const ask = async (words: readonly Word[], care: Question['care']): Promise<readonly Answer[]> => {
        asked += words.length;
        options.heard(asked);
        return together.ask(words.map((word) => ({ alphabet, word, care })));
      };
      try {
        const one = await learnAlphabet(alphabet, ask, asking, options);
        await options.finished(one, asking.header);
        return one;
      } finally {
        together.leave();
      }
    }),
  );
  options.signal.throwIfAborted();
  return { learned, starts: asking.starts };
}

async function learnAlphabet(
  alphabet: Alphabet,
  ask: (words: readonly Word[], care: Question['care']) => Promise<readonly Answer[]>,
  asking: Asking,
  options: LearnTargetOptions,
): Promise<Learned> {
  const extra = options.extraOf(alphabet);
  const experience = new Experience(alphabet.letters.length, rulesOf(alphabet), ask);
  const common = { alphabet, extra };
  try {
    const lacks = await lackOf(alphabet, ask, asking);
    if (lacks !== undefined) return { ...common, words: experience.asked, lacks };
    const reference = options.reference(alphabet);
    const fromNothing = extra === 0 ? everyWord(alphabet.letters.length, seedLength) : [];
    const seeds = reference === undefined ? fromNothing : suite(reference, extra);
    const machine = await learn(experience, { extra, mostStates, seeds });
    return { ...common, words: experience.asked, machine };
  } catch (error) {
    options.signal.throwIfAborted();
    return { ...common, words: experience.asked, failed: failureOf(error, alphabet, asking, options.target.id) };
  }
}

/**
 * Where no more states are tested for than were learned, what is asked first decides what is found: without these words, not even that a read after `a.write, b.close`
 * fails. Calls in threes show what one does to another.
 */
const seedLength = 3;

/** Every word of this length. */
function everyWord(letters: number, length: number): Word[] {
  const alphabet = Array.from({ length: letters }, (_, letter) => letter);
  return length === 0 ? [[]] : everyWord(letters, length - 1).flatMap((word) => alphabet.map((letter) => [...word, letter]));
}

/** What trying to make the link gave, if the system has none. */
async function lackOf(
  alphabet: Alphabet,
  ask: (words: readonly Word[], care: Question['care']) => Promise<readonly Answer[]>,
  asking: Asking,
): Promise<string | undefined> {
  const first = alphabet.letters.findIndex((_, letter) => rulesOf(alphabet).allows(rulesOf(alphabet).start, letter));
  const [answer] = await ask([[first]], 'quick');
  const trouble = answer?.traces.length === 0 ? asking.troubles.get(alphabet) : undefined;
  return trouble !== undefined && /^(unsupported|setup failed): /.test(trouble) ? trouble : undefined;
}

function failureOf(error: unknown, alphabet: Alphabet, asking: Asking, target: string): LabError {
  const name = `${target}: ${modelName(alphabet)}`;
  const spell = (word: Word): string => word.map((letter) => alphabet.letters[letter]?.name ?? '?').join(', ');
  if (error instanceof LabError) return error;
  if (error instanceof Unanswered) {
    const why = asking.troubles.get(alphabet);
    const message = `${name}: these calls were asked again and again and never answered${why === undefined ? '' : ` (${why})`}: ${spell(error.word)}`;
    return new LabError('partial', message, 'nothing was stored of it; is the machine very busy? Try again');
  }
  if (error instanceof EndlessMachine) {
    const message = `${name}: ${error.message}, and the words that reach new ones grow: ${error.growing.map(spell).join(' · ')}`;
    return new LabError('partial', message, 'Something is counted without end: bound it with inFlight, or leave a letter out');
  }
  if (error instanceof Unsteady) {
    return new LabError(
      'partial',
      `${name}: it does not answer alike often enough to be learned: ${error.message}`,
      'nothing was stored of it',
    );
  }
  throw error;
}
