import type { Count } from './count.ts';
import { atMost, exactly, minus, none, plus } from './count.ts';

/** Bytes, or one message, that wait to be read; `End` is what sends and carries them. */
export interface Chunk<End> {
  from: End;
  count: Count;
  isMessage: boolean;
  /** Whether it is there for sure, and not perhaps taken by a call that was waiting for it. */
  isSure: boolean;
  /** Ends that it carries. */
  passed: readonly End[];
  /** Whether it came when the end that should read it was gone already. */
  isLate: boolean;
  isOutOfBand: boolean;
}

/** Sums over chunks of a queue. `late` is apart from `bytes` and `messages`. */
export interface Totals {
  bytes: Count;
  messages: Count;
  late: Count;
}

const nothing: Totals = { bytes: none, messages: none, late: none };

/** What waits for one end, the oldest first. Of an end that is gone: what it had not read, and what came later. */
export class Queue<End> {
  #chunks: Chunk<End>[] = [];

  get chunks(): readonly Chunk<End>[] {
    return this.#chunks;
  }

  add(chunk: Chunk<End>): void {
    this.#chunks.push(chunk);
  }

  has(chunk: Chunk<End>): boolean {
    return this.#chunks.includes(chunk);
  }

  remove(chunk: Chunk<End>): void {
    this.#chunks = this.#chunks.filter((one) => one !== chunk);
  }

  /** Takes the oldest message. Returns what it carried. */
  takeMessage(): readonly End[] {
    const first = this.#chunks[0];
    // Nobody counted the messages that filled it.
    if (first?.count.most === Infinity) this.doubt();
    else this.#chunks.shift();
    return first?.passed ?? [];
  }

  /** Takes so many bytes of a stream. Returns what they carried: it comes with the first byte of its chunk. */
  takeBytes(number: number): End[] {
    const passed: End[] = [];
    let left = number;
    for (let first = this.#chunks[0]; left > 0 && first !== undefined; first = this.#chunks[0]) {
      passed.push(...first.passed);
      const { least, most } = first.count;
      if (least !== most) {
        this.#mix(left);
        break;
      }
      if (most > left) this.#chunks[0] = { ...first, count: exactly(most - left), passed: [] };
      else this.#chunks.shift();
      left -= Math.min(left, most);
    }
    return passed;
  }

  takeOutOfBand(): void {
    this.#chunks = this.#chunks.filter((chunk) => !chunk.isOutOfBand);
  }

  /** Takes everything. Returns what it carried. */
  takeAll(): End[] {
    const passed = this.#chunks.flatMap((chunk) => chunk.passed);
    this.#chunks = [];
    return passed;
  }

  /** A call found nothing to read: what was not there for sure is not there. */
  foundEmpty(): void {
    this.#chunks = this.#chunks.filter((chunk) => chunk.isSure);
  }

  /** A call says that nothing is left, against what is known: how much is there is unknown from now on. */
  doubt(): void {
    this.#chunks = this.#chunks.map((chunk) => ({ ...chunk, isSure: false, count: atMost(chunk.count) }));
  }

  /** What `from` sent, or what anybody sent. */
  totals(from?: End): Totals {
    if (this.#chunks.length === 0) return nothing;
    let [bytes, messages, late] = [none, none, none];
    for (const chunk of this.#chunks) {
      if (from !== undefined && chunk.from !== from) continue;
      const count = chunk.isSure ? chunk.count : atMost(chunk.count);
      if (chunk.isLate) {
        late = plus(late, count);
        continue;
      }
      bytes = plus(bytes, count);
      if (chunk.isMessage) messages = plus(messages, { least: chunk.isSure ? 1 : 0, most: count.most === Infinity ? Infinity : 1 });
    }
    return { bytes, messages, late };
  }

  /** Where it is not known how much of a chunk was there, all that is left becomes one. */
  #mix(taken: number): void {
    const [first, ...others] = this.#chunks;
    if (first === undefined) return;
    const rest = minus(
      others.reduce((sum, chunk) => plus(sum, chunk.count), first.count),
      taken,
    );
    const passed = others.flatMap((chunk) => chunk.passed);
    this.#chunks = rest.most === 0 ? [] : [{ ...first, count: rest, isSure: rest.least > 0, passed }];
  }
}
