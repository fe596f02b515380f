import { z } from 'zod';
import { pacings } from './pacing.ts';

/** The version of result files. It changes only when an older reader would misread a newer file. */
export const resultSchemaVersion = 2;

const text = (limit: number) => z.string().max(limit);

const Pacing = z.enum(pacings);

/** What happened in `count` trials of one pacing: the outcome of every step, and the bytes received by steps (from 0) that received any. */
export const Trace = z.strictObject({
  pacing: Pacing,
  count: z.int().min(1),
  outcomes: z.array(text(200)).max(64),
  bytes: z.record(z.string().regex(/^[0-9]{1,2}$/), z.string().regex(/^([0-9a-f]{2}){0,32}$/)).optional(),
});
export type Trace = z.infer<typeof Trace>;

/**
 * Trials that are missing, and why: the case hung, or its process died. `fatal`: the case ended the whole target whenever it ran there, alone,
 * on a target that answers others; so to run it again is of no use.
 */
export const Incomplete = z.strictObject({ missing: z.int().min(1), why: text(200), fatal: z.literal(true).optional() });

/** What a target saw in one case. `hash` is the case's own when it was measured: another hash today means that this is stale. */
export const Observation = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  traces: z.array(Trace).max(1000),
  incomplete: Incomplete.optional(),
});
export type Observation = z.infer<typeof Observation>;

const Version = z.strictObject({ name: text(60), version: text(120).optional() });

/** What the system says of itself, read by the agent where it ran. */
export const MeasuredIdentity = z.strictObject({
  sysname: text(120),
  release: text(200),
  version: text(300),
  machine: text(120),
  libc: Version,
  os: z.strictObject({ id: text(60), version: text(120).optional(), name: text(200) }).optional(),
  bits: z.int(),
  endian: z.enum(['little', 'big']),
  cpus: z.int(),
});
export type MeasuredIdentity = z.infer<typeof MeasuredIdentity>;

/** What cannot be measured and was said in `docker/targets.yaml` instead, or by whoever contributed the result. */
export const DeclaredIdentity = z.strictObject({
  system: Version.optional(),
  runtime: Version.optional(),
  emulated: text(200).optional(),
});
export type DeclaredIdentity = z.infer<typeof DeclaredIdentity>;

const Limit = z.union([z.int().min(0), z.literal('unlimited')]);

/** What a machine may lack though its kernel has it, measured by the agent where it ran. A result of worse surroundings says less. */
export const MeasuredSurroundings = z.strictObject({
  /** A datagram sent to 127.0.0.1 arrives. */
  loopback: z.boolean(),
  /** A datagram sent to ::1 arrives. */
  ipv6: z.boolean(),
  /** What the agent's process may have at once: soft limits. */
  limits: z.strictObject({ descriptors: Limit, processes: Limit }),
});
export type MeasuredSurroundings = z.infer<typeof MeasuredSurroundings>;

/** The number and the text (as strerror() has it) of each error that the system knows, by name. */
export const MeasuredErrnos = z.record(z.string().regex(/^(E|WSA)[A-Z0-9_]{1,30}$/), z.strictObject({ number: z.int(), text: text(120) }));
export type MeasuredErrnos = z.infer<typeof MeasuredErrnos>;

/** One run of the agent: everything that several observations have in common. */
export const Run = z.strictObject({
  /** When, as an ISO date (no time of day: it says nothing, and would make equal results differ). */
  date: z.iso.date(),
  /** How the agent was run: `native`, `container`, `kernel`, `gvisor`, `lwip`, `command`, `kit`, `observations`. */
  how: text(60),
  agent: z.strictObject({ source: text(64), compiler: text(200), protocol: z.int() }),
  identity: MeasuredIdentity,
  declared: DeclaredIdentity.optional(),
  /** Names that the system lacks, as the agent's probes found them. */
  unsupported: z.array(text(120)).max(500),
  surroundings: MeasuredSurroundings.optional(),
  errnos: MeasuredErrnos.optional(),
  slowness: z.number(),
  deadlineMs: z.int(),
  /** A hash of what the target is made of. While it, the agent and a case's hash are the same, the case need not run again. */
  fingerprint: text(200),
  /** Facts for the reader: the engine, the image, how its base was made. */
  details: z.record(text(60), text(300)).optional(),
  contributor: text(120).optional(),
});
export type Run = z.infer<typeof Run>;

/** A result file: what one target returned. Each case names the run that it was seen in, by its position in `runs`. */
export const Result = z.strictObject({
  schemaVersion: z.literal(resultSchemaVersion),
  target: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/),
  runs: z.array(Run).min(1).max(100),
  cases: z.record(z.string().max(200), Observation.extend({ run: z.int().min(0) })),
});
export type Result = z.infer<typeof Result>;
