import { LabError } from '../failure.ts';
import type { Pacing } from '../results/pacing.ts';
import type { Observation } from '../results/result.ts';
import type { Prepared } from '../targets/driver.ts';
import type { Header } from '../targets/observations.ts';
import { observe } from '../targets/observe.ts';
import { silent } from '../targets/progress.ts';
import { usualPatience } from '../targets/silence.ts';
import type { Target } from '../targets/target.ts';
import type { Alphabet } from './alphabet.ts';
import type { Answer, Care } from './experience.ts';
import { answersOf, longestWord, wordCases, type WantedWord, type WordCase } from './word-plan.ts';

/** A word that is to be asked, and how carefully. */
export interface Question extends WantedWord {
  care: Care;
}

/** How a target is asked. */
export interface AskingOptions {
  target: Target;
  prepared: Prepared;
  agentHash: string;
  signal: AbortSignal;
}

/** What one start is asked at most: more would make plans and answers that hardly fit into memory. */
const mostCases = 20_000;

/** Trials of a word that varied. Settled: what is left then is the system's doing. */
const carefulTrials = 20;

/** Where more than this share of at least so many words varied, words are asked settled from then on. */
const unsteady = { share: 0.02, words: 200 };

/** Asks a target words, in as few starts of it as will do. */
export class Asking {
  readonly #options: AskingOptions;
  /** Letters that the system lacks, by alphabet: what is asked after one of them in the same case is not answered. */
  readonly #lacking = new Map<Alphabet, Set<number>>();
  /** What the target's agent said of itself at its first start. */
  header: Header | undefined;
  starts = 0;
  /** How many words were asked quickly, and how many of them had to be asked carefully, by alphabet. */
  readonly #steadiness = new Map<Alphabet, { quick: number; careful: number }>();
  /** What words whose setup failed gave instead, the last of each alphabet. */
  readonly troubles = new Map<Alphabet, string>();

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  /**
   * The answers to these questions, in their order; an empty one where a trial was lost. Throws a `partial` if the target could not be asked or
   * ends at a word.
   */
  async ask(questions: readonly Question[]): Promise<Answer[]> {
    const answers: Answer[] = questions.map(() => ({ traces: [] }));
    const groups = new Map<string, { settings: Trials; indices: number[] }>();
    for (const [index, { alphabet, care, word }] of questions.entries()) {
      if (word.length > longestWord(alphabet)) {
        const message = `A word of ${word.length} calls does not fit into a case: ${word.map((letter) => alphabet.letters[letter]?.name).join(', ')}`;
        throw new LabError(
          'partial',
          `${this.#options.target.id}: ${alphabet.link}: ${message}`,
          'Bound what grows: inFlight in the alphabet',
        );
      }
      const settings = this.#settingsFor(alphabet, care);
      const key = JSON.stringify(settings);
      const group = groups.get(key) ?? { settings, indices: [] };
      group.indices.push(index);
      groups.set(key, group);
    }
    for (const { settings, indices } of groups.values()) {
      const wanted = indices.flatMap((index) => questions[index] ?? []);
      const lacking = wanted.map(({ alphabet, word }) => word.some((letter) => this.#lacking.get(alphabet)?.has(letter)));
      for (const alone of [false, true]) {
        const some = indices.filter((_, at) => lacking[at] === alone);
        const cases = wordCases(
          some.flatMap((index) => questions[index] ?? []),
          alone ? 1 : wordsPerCase(some.length, settings),
        );
        for (const [index, answer] of await this.#run(cases, settings)) answers[some[index] ?? -1] = answer;
      }
    }
    for (const [index, { alphabet, word }] of questions.entries()) this.#noteLacking(alphabet, word, answers[index]);
    return answers;
  }

  #settingsFor(alphabet: Alphabet, care: Care): Trials {
    const counts = this.#steadiness.get(alphabet) ?? { quick: 0, careful: 0 };
    this.#steadiness.set(alphabet, counts);
    switch (care) {
      case 'quick': {
        counts.quick++;
        const varies = counts.quick >= unsteady.words && counts.careful > unsteady.share * counts.quick;
        return { pacing: varies ? 'settled' : alphabet.pacing, trials: 1 };
      }
      case 'again':
        return { pacing: 'settled', trials: 1 };
      case 'careful':
        counts.careful++;
        return { pacing: 'settled', trials: carefulTrials };
      default:
        return care satisfies never;
    }
  }

  #noteLacking(alphabet: Alphabet, word: readonly number[], answer: Answer | undefined): void {
    for (const { outputs } of answer?.traces ?? []) {
      const letter = outputs.at(-1)?.startsWith('unsupported: ') === true ? word[outputs.length - 1] : undefined;
      if (letter === undefined) continue;
      const known = this.#lacking.get(alphabet) ?? new Set();
      known.add(letter);
      this.#lacking.set(alphabet, known);
    }
  }

  async #run(cases: readonly WordCase[], settings: Trials): Promise<Map<number, Answer>> {
    const found = new Map<number, Answer>();
    for (let from = 0; from < cases.length; from += mostCases) {
      const batch = cases.slice(from, from + mostCases);
      const observations = await this.#start(batch, settings);
      for (const one of batch) {
        const traces = observations.get(one.id)?.traces ?? [];
        const trouble = (index: number, outcome: string): void => {
          const placed = one.words.find((word) => word.index === index);
          if (placed !== undefined) this.troubles.set(placed.alphabet, outcome);
        };
        for (const { index, answer } of answersOf(one, traces, trouble)) found.set(index, answer);
      }
    }
    return found;
  }

  async #start(batch: readonly WordCase[], { pacing, trials }: Trials): Promise<Map<string, Observation>> {
    const { prepared, signal, agentHash, target } = this.#options;
    const request = {
      target,
      prepared,
      due: batch,
      of: batch.length,
      trials,
      pacings: [pacing],
      agentHash,
      signal: AbortSignal.any([signal]),
    };
    const seen = await observe({ ...request, progress: silent, patience: usualPatience });
    signal.throwIfAborted();
    this.starts += seen.starts;
    this.header ??= seen.header;
    const [ending] = seen.fatal;
    if (ending !== undefined) {
      const calls = ending.steps.map(({ text }) => text).join('; ');
      const end = seen.fault?.end ?? 'it ended early';
      throw new LabError('partial', `${target.id}: these calls end it each time (${end}): ${calls}`, seen.fault?.hint ?? nothingStored);
    }
    if (seen.left.length > 0) {
      throw new LabError('partial', `${target.id}: ${seen.fault?.text ?? 'it gave no answer'}`, seen.fault?.hint ?? nothingStored);
    }
    return seen.answered;
  }
}

/**
 * How many words share a case. Words of one case are asked one after another: without pauses, that saves a process for each of them; but settled words mostly wait, and
 * the agent lets many cases wait at a time.
 */
function wordsPerCase(words: number, { pacing, trials }: Trials): number {
  if (pacing === 'back-to-back') return Infinity;
  return Math.max(1, Math.ceil((words * trials) / casesInFlight));
}

/** Cases that an agent has in flight at once, at least: on one processor. */
const casesInFlight = 64;

const nothingStored = 'nothing was stored of what was being learned';

/** How often a word is tried in one go, and in which pacing. */
interface Trials {
  pacing: Pacing;
  trials: number;
}
