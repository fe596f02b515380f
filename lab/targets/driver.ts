import type { Places } from '../root.ts';
import type { DeclaredIdentity } from '../results/result.ts';
import type { Target } from './target.ts';

/** What a target gave back for one plan. */
export interface AgentOutput {
  stdout: string;
  stderr: string;
  /** The agent's exit code; `undefined` if it did not get that far. */
  exitCode: number | undefined;
  /** Why it did not end by itself or cannot be trusted to be whole, as the end of "the target …": `was killed by SIGKILL`. */
  fault: string | undefined;
}

/** A target that stands ready to run a plan. */
export interface Prepared {
  /** Changes exactly when what the target is made of does; found without starting the agent. At most 200 characters. */
  fingerprint: string;
  /** Facts for the reader of a result. */
  details: Record<string, string>;
  /** What the agent cannot measure, from the engine or the target's entry. */
  declared: DeclaredIdentity | undefined;
  /** Runs a plan. Rejects only if `signal` is aborted or the target could not be started; all else is in the output. */
  run(plan: string, limits: RunLimits): Promise<AgentOutput>;
}

/** Bounds of one run, and who listens while it goes on. */
export interface RunLimits {
  signal: AbortSignal;
  /** After so many milliseconds the target is stopped, and what it wrote is kept. */
  deadlineMs: number;
  /** Gets the agent's standard output as it comes, in pieces of any size. */
  heard?: ((chunk: Uint8Array) => void) | undefined;
}

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
}

/** How targets of one kind are made ready. Throws a LabError if a target that should run here cannot be: a build that fails. */
export type Prepare<T extends Target = Target> = (target: T, around: Surroundings) => Promise<Preparation>;
