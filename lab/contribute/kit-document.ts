import { z } from 'zod';

/** The version of the documents that kits write. */
const kitDocumentVersion = 1;

/** What `sockatlas-kit.sh` writes: where it came from, and what the agent said, line by line. `kit.sh` composes it. */
export const KitDocument = z.strictObject({
  sockatlasKit: z.literal(kitDocumentVersion),
  kit: z.strictObject({
    /** The lab's version when the kit was made. */
    version: z.string().max(60),
    /** Hash of the catalogue when the kit was made. */
    catalogue: z.string().regex(/^[0-9a-f]{16}$/),
    /** Hash of the agent's source files. */
    agent: z.string().regex(/^[0-9a-f]{64}$/),
    /** How many cases the kit holds. */
    cases: z.int().min(1).max(100_000),
    /** Trials of each case in each pacing. */
    trials: z.int().min(1).max(1_000_000),
  }),
  date: z.iso.date(),
  compiled: z.strictObject({
    /** The compiler with its options. */
    by: z.string().max(200),
    /** `cksum` of the C file that was compiled. */
    source: z.string().regex(/^[0-9]{1,10} [0-9]{1,10}$/),
  }),
  /** The agent's lines, see `lab/agent/PROTOCOL.md`. */
  observations: z.array(z.unknown()).min(1).max(100_002),
  /** `cksum` of all bytes before the line that holds it. */
  cksum: z.string(),
});
export type KitDocument = z.infer<typeof KitDocument>;
