/** Something that was recognised in a text, and where: positions as `String.slice` takes them. */
export interface Chip {
  /** `call`, `outcome`, `link`, `on` are words of the query language, see query.ts; `by` is who wrote the text: a runtime or a program. */
  kind: 'call' | 'outcome' | 'link' | 'on' | 'by';
  /** The value in the query language: `read`, `ECONNRESET`, `tcp`, `linux`; for `by` a name: `Node.js`. */
  value: string;
  /** Why, in a few words: `errno 104 is ECONNRESET on Linux`. Empty where the value says it all. */
  why: string;
  start: number;
  end: number;
}

/** What a line of a log says. */
export interface Reading {
  text: string;
  /** In the order of the text. The chips that decided come with the values below; others are only evidence. */
  chips: readonly Chip[];
  /** The sort of call, an id of lab/findings/call-group.ts. */
  call: string | undefined;
  /** As `Cause.outcome`: an error's name, `EOF`, `killed`, `blocks`. */
  outcome: string | undefined;
  /** `tcp`, `unix`, `udp`, `pipe`, or nothing. */
  link: string | undefined;
  /** Kernels that the text points to, as claims write them; more than one where it leaves that open, none where it says nothing. */
  on: readonly string[];
  /** Who wrote it. */
  by: string | undefined;
  /** Set if no call of the kernel failed with this: what really happened, as a sentence. */
  madeUp: { means: 'EOF' | 'own' | 'unknown' | 'time-out'; says: string } | undefined;
  /** What can be read in more than one way, and what is worth knowing about the words, as sentences. */
  notes: readonly string[];
}
