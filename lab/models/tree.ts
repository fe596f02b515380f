import type { Word } from './mealy.ts';
import type { Rules } from './rules.ts';

/** A word that was answered. */
export interface Node<State> {
  readonly parent: Node<State> | undefined;
  /** The last letter of the word, and what it gave. The root's mean nothing. */
  readonly letter: number;
  output: string;
  /** Whether the output was asked for often enough to be believed against another. */
  firm: boolean;
  /** By letter. */
  readonly children: (Node<State> | undefined)[];
  state: State;
}

/** All words that have been answered, as a prefix tree: nothing in it needs to be asked again. */
export class AnswerTree<State> {
  readonly root: Node<State>;
  readonly letters: number;
  readonly #rules: Rules<State>;

  constructor(letters: number, rules: Rules<State>) {
    this.letters = letters;
    this.#rules = rules;
    this.root = { parent: undefined, letter: -1, output: '', firm: true, children: [], state: rules.start };
  }

  /** Whether the letter can be asked after the node's word. */
  allows(node: Node<State>, letter: number): boolean {
    return this.#rules.allows(node.state, letter);
  }

  /** The node of one letter more, which is made with this output if it is not there. */
  extend(node: Node<State>, letter: number, output: string): Node<State> {
    const known = node.children[letter];
    if (known !== undefined) return known;
    const state = this.#rules.after(node.state, letter, output);
    const child: Node<State> = { parent: node, letter, output, firm: false, children: [], state };
    node.children[letter] = child;
    return child;
  }

  /** Takes another output for what a node had. What followed it is forgotten: it may have been the answer to something else. */
  correct(node: Node<State>, output: string): void {
    if (node.parent === undefined) return;
    node.output = output;
    node.state = this.#rules.after(node.parent.state, node.letter, output);
    node.children.length = 0;
  }

  /**
   * The word without the letters that cannot be asked, as far as that is known; and its node, if all of it has been answered. Beyond what was
   * answered, letters are left out only where that is likely right: an answer to the rest of the word shows whether it was.
   */
  reduce(word: Word): { word: Word; node: Node<State> | undefined } {
    let node: Node<State> | undefined = this.root;
    let { state } = this.root;
    const reduced: number[] = [];
    for (const letter of word) {
      if (!this.#rules.allows(state, letter)) continue;
      reduced.push(letter);
      node = node?.children[letter];
      state = node === undefined ? this.#rules.after(state, letter, undefined) : node.state;
    }
    return { word: reduced, node };
  }

  /** The word of a node. */
  wordOf(node: Node<State>): number[] {
    const word: number[] = [];
    for (let at: Node<State> = node; at.parent !== undefined; at = at.parent) word.push(at.letter);
    return word.reverse();
  }

  /**
   * The shortest word that two nodes answer differently, as far as is known; the empty word never. That a letter can be asked after one
   * of them only is a difference.
   */
  apart(one: Node<State>, other: Node<State>): Word | undefined {
    const queue: { a: Node<State>; b: Node<State>; word: Word }[] = [{ a: one, b: other, word: [] }];
    for (const { a, b, word } of queue) {
      for (let letter = 0; letter < this.letters; letter++) {
        if (this.allows(a, letter) !== this.allows(b, letter)) return [...word, letter];
        const nextA = a.children[letter];
        const nextB = b.children[letter];
        if (nextA === undefined || nextB === undefined) continue;
        if (nextA.output !== nextB.output) return [...word, letter];
        queue.push({ a: nextA, b: nextB, word: [...word, letter] });
      }
    }
    return undefined;
  }
}
