/** A question of one asker, and how it gets the answers. */
interface Waiting<Q, A> {
  questions: readonly Q[];
  resolve: (answers: readonly A[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Brings the questions of several askers together: they are sent as one as soon as all who may still ask wait for an answer. A start of a target costs
 * seconds, so that is what there should be few of.
 */
export class Rendezvous<Q, A> {
  readonly #send: (questions: readonly Q[]) => Promise<readonly A[]>;
  #askers: number;
  #waiting: Waiting<Q, A>[] = [];

  /** `askers` is how many there are at first. Each of them has to `leave` when it will ask no more. */
  constructor(askers: number, send: (questions: readonly Q[]) => Promise<readonly A[]>) {
    this.#askers = askers;
    this.#send = send;
  }

  /** The answers to these questions, in their order. Rejects as sending does. */
  async ask(questions: readonly Q[]): Promise<readonly A[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ questions, resolve, reject });
      this.#sendIfAllWait();
    });
  }

  /** One asker will ask no more. */
  leave(): void {
    this.#askers--;
    this.#sendIfAllWait();
  }

  #sendIfAllWait(): void {
    if (this.#waiting.length === 0 || this.#waiting.length < this.#askers) return;
    const group = this.#waiting;
    this.#waiting = [];
    void this.#sendAll(group);
  }

  async #sendAll(group: readonly Waiting<Q, A>[]): Promise<void> {
    try {
      const answers = await this.#send(group.flatMap(({ questions }) => questions));
      let from = 0;
      for (const { questions, resolve } of group) {
        resolve(answers.slice(from, from + questions.length));
        from += questions.length;
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
