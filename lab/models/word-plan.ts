import { parseOutcome, formatOutcome } from '../results/outcome.ts';
import { limits } from '../scenario/limits.ts';
import type { CheckedCall } from '../scenario/check-call.ts';
import type { Case, Step } from '../scenario/case.ts';
import type { Alphabet } from './alphabet.ts';
import type { Answer } from './experience.ts';
import { namesOf, some } from './letter-rules.ts';
import type { Word } from './mealy.ts';

/** Several words in one case of a plan: each on a connection of its own, one after another. A process is made once for all of them. */
export interface WordCase extends Case {
  words: readonly PlacedWord[];
}

/** A word of a case, and where its steps stand. */
interface PlacedWord {
  alphabet: Alphabet;
  word: Word;
  /** The caller's own number of the word. */
  index: number;
  from: number;
}

/** A word that is to be asked. */
export interface WantedWord {
  alphabet: Alphabet;
  word: Word;
}

/**
 * The words in cases of at most `most` words each, in their order, as many in one as fit into it. Words of other alphabets never share a case.
 */
export function wordCases(wanted: readonly WantedWord[], most: number): WordCase[] {
  const cases: WordCase[] = [];
  let steps: Step[] = [];
  let words: PlacedWord[] = [];
  let names = 0;
  const end = (): void => {
    if (words.length === 0) return;
    const hash = cases.length.toString(16).padStart(16, '0');
    cases.push({ id: `word/${cases.length}`, scenario: 'word', matrix: {}, hash, steps, words });
    steps = [];
    words = [];
    names = 0;
  };
  for (const [index, { alphabet, word }] of wanted.entries()) {
    const calls = callsOf(alphabet, word);
    const made = new Set(calls.flatMap((call) => namesOf(call).makes));
    const isFull = steps.length + calls.length > limits.steps || names + made.size > limits.descriptors;
    if (isFull || words.length >= most || words[0]?.alphabet !== alphabet) end();
    words.push({ alphabet, word, index, from: steps.length });
    steps.push(...stepsOf(calls, [...made], names));
    names += made.size;
  }
  end();
  return cases;
}

/** The longest word that fits into a case together with what comes before it. */
export function longestWord({ setup, letters }: Alphabet): number {
  return Math.floor((limits.steps - setup.length) / Math.max(...letters.map(({ calls }) => calls.length)));
}

function callsOf({ setup, letters }: Alphabet, word: Word): CheckedCall[] {
  return [...setup, ...word.flatMap((letter) => letters[letter]?.calls ?? [])];
}

/** Calls as steps whose descriptors are numbered from `first`. */
function stepsOf(calls: readonly CheckedCall[], names: readonly string[], first: number): Step[] {
  const internet = new Set(calls.flatMap((one) => (one.call.makesInternet(one.args) ? namesOf(one).makes : [])));
  const numbers = {
    fd: (name: string) => first + names.indexOf(name),
    process: () => 0,
    async: () => 0,
    isInternet: (name: string) => internet.has(name),
  };
  return calls.map(({ call, args, text, does }) => ({
    label: text,
    call: call.name,
    args,
    text,
    in: 'main',
    line: ['step', 0, '-', call.planName(args), ...call.words(args, numbers)].join(' '),
    does,
  }));
}

/** Why a word got no answer: what its setup gave instead. */
export type Trouble = (index: number, outcome: string) => void;

/**
 * The answers to the words of a case. A word whose setup failed in a trial, or that the agent could not judge, has no answer in that trial: this is told to
 * `trouble`. An answer ends where the system has no such call.
 */
export function answersOf(
  { words }: WordCase,
  traces: readonly { count: number; outcomes: readonly string[] }[],
  trouble: Trouble,
): { index: number; answer: Answer }[] {
  return words.map((placed) => {
    const counts = new Map<string, { outputs: string[]; count: number }>();
    for (const { outcomes, count } of traces) {
      const outputs = outputsIn(placed, outcomes, trouble);
      if (outputs === undefined) continue;
      const key = outputs.join('\n');
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { outputs, count });
      else known.count += count;
    }
    return { index: placed.index, answer: { traces: [...counts.values()] } };
  });
}

function outputsIn({ alphabet, word, index, from }: PlacedWord, outcomes: readonly string[], trouble: Trouble): string[] | undefined {
  const length = callsOf(alphabet, word).length;
  const own = outcomes.slice(from, from + length);
  // Cut short by another word of the case: not this one's fault.
  if (own.length === 0) return undefined;
  const before = own.slice(0, alphabet.setup.length);
  const bad = before.find((outcome) => outcome !== 'done' && outcome !== '0') ?? own.find(isTrouble);
  if (bad !== undefined || before.length < alphabet.setup.length) {
    trouble(index, bad ?? 'nothing');
    return undefined;
  }
  const outputs: string[] = [];
  let at = alphabet.setup.length;
  for (const letter of word) {
    const count = alphabet.letters[letter]?.calls.length ?? 0;
    const given = own.slice(at, at + count);
    if (given.length < count && given.at(-1)?.startsWith('unsupported: ') !== true) break;
    outputs.push(outputOf(given));
    at += count;
    if (given.length < count) break;
  }
  return outputs.length === word.length || outputs.at(-1)?.startsWith('unsupported: ') === true ? outputs : undefined;
}

function isTrouble(outcome: string): boolean {
  return outcome.startsWith('inconclusive: ') || outcome.startsWith('killed: ');
}

/** What a letter gave: the outcome of its last call, and before it those of others that did not just succeed. Counts above 0 are `n`. */
function outputOf(outcomes: readonly string[]): string {
  const unsupported = outcomes.find((outcome) => outcome.startsWith('unsupported: '));
  if (unsupported !== undefined) return unsupported;
  return outcomes
    .filter((outcome, index) => index === outcomes.length - 1 || (outcome !== '0' && outcome !== 'done'))
    .map(abstract)
    .join(', ');
}

function abstract(text: string): string {
  const outcome = parseOutcome(text);
  if (outcome?.kind !== 'returned' || outcome.value === 0) return text;
  return [some, ...outcome.along].join('+');
}

/** The canonical spelling of an outcome as an output has it: counts above 0 are `n`. */
export function abstractOutcome(text: string): string {
  const outcome = parseOutcome(text);
  return outcome === undefined ? text : abstract(formatOutcome(outcome));
}
