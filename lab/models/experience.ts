import { varying, type Word } from './mealy.ts';
import { AnswerTree, type Node } from './tree.ts';
import type { Rules } from './rules.ts';

/** What came of one word: the distinct ways that it went, and how often. None if it was not answered. An answer may be too short. */
export interface Answer {
  traces: readonly { outputs: readonly string[]; count: number }[];
}

/** How carefully words are asked: `quick` at first, `again` when all is known and shall be sure, `careful` where answers varied. */
export type Care = 'quick' | 'again' | 'careful';

/** Asks a system all of these words, each from the start. Rejects if no more can be asked. */
export type Ask = (words: readonly Word[], care: Care) => Promise<readonly Answer[]>;

/** A system did not answer a word although it was asked again and again. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly word: Word;

  constructor(word: Word) {
    super('a word was asked again and again, and never answered');
    this.word = word;
  }
}

/** So often is a word asked that gets no answer. */
const mostTries = 6;

/** An outcome that at most so large a share of many trials had is a disturbance, and not a way in which the system behaves. */
const rare = 0.1;

/**
 * What is known of a system from the words that it was asked. Never asks what it knows: not a word, not the beginning of one, and not a letter
 * that cannot be asked. Where answers vary or contradict what a longer word gave, it asks carefully; if they still vary, the output is
 * the set of them, `EOF or ECONNRESET`.
 */
export class Experience<State> {
  readonly tree: AnswerTree<State>;
  /** Words that were asked, each time that they were. */
  asked = 0;
  /** How often words were asked together. */
  rounds = 0;
  /** Grows when an output that was known is found to be another: what was concluded from it no longer holds. */
  corrections = 0;
  readonly #ask: Ask;

  constructor(letters: number, rules: Rules<State>, ask: Ask) {
    this.tree = new AnswerTree(letters, rules);
    this.#ask = ask;
  }

  /** Makes sure that all of these words are answered. Throws `Unanswered` if one of them cannot be. */
  async ensure(words: readonly Word[]): Promise<void> {
    const tries = new Map<string, number>();
    let open = words.map((word) => this.tree.reduce(word)).flatMap(({ word, node }) => (node === undefined ? [word] : []));
    while (open.length > 0) {
      const batch = longest(open);
      for (const word of batch) {
        const key = word.join(' ');
        const count = (tries.get(key) ?? 0) + 1;
        if (count > mostTries) throw new Unanswered(word);
        tries.set(key, count);
      }
      await this.#learnFrom(batch, 'quick');
      // A word is reduced anew: what its beginning gave may say that some of its letters cannot be asked, or can be.
      open = words.map((word) => this.tree.reduce(word)).flatMap(({ word, node }) => (node === undefined ? [word] : []));
    }
  }

  /** Asks these words once more, unless each of their answers is firm. Whether what was concluded still holds, `corrections` says. */
  async confirm(words: readonly Word[]): Promise<void> {
    await this.ensure(words);
    const weak = words.map((word) => this.tree.reduce(word)).filter(({ node }) => node !== undefined && !isFirm(node));
    if (weak.length > 0) await this.#learnFrom(longest(weak.map(({ word }) => word)), 'again');
    await this.ensure(words);
  }

  /** The output of a node that `ensure` has made sure of, letter by letter; `undefined` for letters that cannot be asked. */
  outputs(word: Word): (string | undefined)[] {
    let node: Node<State> = this.tree.root;
    return word.map((letter) => {
      if (!this.tree.allows(node, letter)) return undefined;
      const next = node.children[letter];
      if (next === undefined) throw new Error('a word that was not asked has no outputs');
      node = next;
      return node.output;
    });
  }

  async #learnFrom(batch: readonly Word[], care: Care): Promise<void> {
    const answers = await this.#send(batch, care);
    const doubtful = batch.filter((word, index) => {
      const traces = answers[index]?.traces ?? [];
      const [only] = traces;
      if (only === undefined) return false;
      return traces.length > 1 || !this.#add(word, only.outputs);
    });
    if (doubtful.length === 0) return;
    const careful = await this.#send(doubtful, 'careful');
    for (const [index, word] of doubtful.entries()) this.#settle(word, careful[index]?.traces ?? []);
  }

  /** Adds what a word gave. Returns whether it agrees with what is known. */
  #add(word: Word, outputs: readonly string[]): boolean {
    let node = this.tree.root;
    for (const [index, output] of outputs.entries()) {
      const letter = word[index];
      if (letter === undefined || !this.tree.allows(node, letter)) return true;
      const next = this.tree.extend(node, letter, output);
      // Also one of several outputs that are known to vary: what follows it is only one of several ways.
      if (next.output !== output) return false;
      node = next;
    }
    return true;
  }

  /** Believes what a word gave in many trials. */
  #settle(word: Word, traces: Answer['traces']): void {
    let node = this.tree.root;
    for (const [index, letter] of word.entries()) {
      if (!this.tree.allows(node, letter)) return;
      const output = outputAt(traces, index);
      if (output === undefined) return;
      const next = this.tree.extend(node, letter, output);
      if (next.output !== output) {
        const merged = next.firm ? setOf([...next.output.split(varying), ...output.split(varying)]) : output;
        if (merged !== next.output) {
          this.tree.correct(next, merged);
          this.corrections++;
        }
      }
      next.firm = true;
      node = next;
    }
  }

  async #send(words: readonly Word[], care: Care): Promise<readonly Answer[]> {
    this.rounds++;
    this.asked += words.length;
    return this.#ask(words, care);
  }
}

function isFirm<State>(node: Node<State>): boolean {
  for (let at: Node<State> | undefined = node; at !== undefined; at = at.parent) if (!at.firm) return false;
  return true;
}

/** The output at one position over many trials; without the outcomes that only a disturbance gave. */
function outputAt(traces: Answer['traces'], index: number): string | undefined {
  const counts = new Map<string, number>();
  for (const { outputs, count } of traces) {
    const output = outputs[index];
    if (output !== undefined) counts.set(output, (counts.get(output) ?? 0) + count);
  }
  const all = [...counts];
  const total = all.reduce((sum, [, count]) => sum + count, 0);
  const often = all.filter(([, count]) => count > rare * total);
  return all.length === 0 ? undefined : setOf((often.length > 0 ? often : all).map(([output]) => output));
}

/** Outcomes that vary, as one output: each once, sorted. */
function setOf(outputs: readonly string[]): string {
  return [...new Set(outputs)].sort().join(varying);
}

/** These words without those that another one of them begins with: whoever answers the longer one answers both. */
function longest(words: readonly Word[]): Word[] {
  interface Trie {
    children: Map<number, Trie>;
  }
  const root: Trie = { children: new Map() };
  for (const word of words) {
    let at = root;
    for (const letter of word) {
      const next: Trie = at.children.get(letter) ?? { children: new Map() };
      at.children.set(letter, next);
      at = next;
    }
  }
  const found: Word[] = [];
  const word: number[] = [];
  const visit = (at: Trie): void => {
    if (at.children.size === 0 && word.length > 0) found.push([...word]);
    for (const [letter, child] of at.children) {
      word.push(letter);
      visit(child);
      word.pop();
    }
  };
  visit(root);
  return found;
}
