import type { Places } from '../root.ts';
import type { DeclaredIdentity } from '../results/result.ts';
import type { Header } from './observations.ts';
import type { Bounds } from './engine/bounds.ts';
import type { Target } from './target.ts';

/** What a target gave back for one plan. */
export interface AgentOutput {
  stdout: string;
  stderr: string;
  /** The agent's exit code; `undefined` if it did not get that far. */
  exitCode: number | undefined;
  /** Why it did not end by itself or cannot be trusted to be whole, as the end of "the target …": `was killed by SIGKILL`. */
  fault: string | undefined;
  /** What could not be cleaned up after it, as a sentence for the user. What it measured is not touched by that. */
  left?: string | undefined;
}

/** A target that stands ready to run a plan. */
export interface Prepared {
  /**
   * Changes exactly when what is measured there does: the agent's program, the C library, the kernel; not with the way in which they came there.
   * Found without measuring anything. At most 200 characters.
   */
  fingerprint: string;
  /** The hash of the agent's source that its header must name, where it is another than the one of POSIX. */
  agentHash?: string | undefined;
  /** The image that is run, where it is one. */
  image?: string | undefined;
  /** What the agent said of the place before it was asked for any case, where to start it costs next to nothing. */
  header?: Header | undefined;
  /** Facts for the reader of a result. */
  details: Record<string, string>;
  /** What the agent cannot measure, from the engine or the target's entry. */
  declared: DeclaredIdentity | undefined;
  /** Runs a plan to its end, or until `signal` is aborted. Rejects only if the target could not be started. */
  run(plan: string, limits: RunLimits): Promise<AgentOutput>;
}

/** What ends a run before its time, and who listens while it goes on. */
export interface RunLimits {
  /** Ends the target at once. What it wrote until then is its output, and the reason's message its fault. */
  signal: AbortSignal;
  /** Gets the agent's standard output as it comes, in pieces of any size. */
  heard?: ((chunk: Uint8Array) => void) | undefined;
}

/** What a run's signal is aborted with: how the target ended, as the end of "the target …". */
export class Stopped extends Error {}

/** A target is ready, or this machine cannot run it; then why, in words that are the same for all targets of the same trouble. */
export type Preparation = { ready: Prepared } | { skipped: string; hint?: string };

/** What drivers have in common while a command runs. */
export interface Surroundings {
  places: Places;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Files of the agent's source, and their hash. */
  agent: { files: readonly { name: string; text: string }[]; hash: string };
  /** Says in one line what is being done for a target. */
  note: (target: Target, text: string) => void;
  /** How long to wait for the container engine; by default as long as is usual. */
  bounds?: Bounds | undefined;
}

/** How targets of one kind are made ready. Throws a LabError if a target that should run here cannot be: a build that fails. */
export type Prepare<T extends Target = Target> = (target: T, around: Surroundings) => Promise<Preparation>;
