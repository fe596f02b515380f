import type { ClaimedSignal, Says, SourceKind } from './claim-words.ts';
import type { Effect } from './effect.ts';

/** A scalar that a matrix dimension can take. */
export type MatrixValue = string | number | boolean;

/** One call of a case with every `$name` replaced. */
export interface Step {
  /** Unique within the case; what claims and reports call this step. */
  label: string;
  /** The call's name, a key of the registry in `calls.ts`. */
  call: string;
  /** Its arguments, checked and with defaults filled in; what names a descriptor, process or started call is a name of the scenario's. */
  args: Readonly<Record<string, unknown>>;
  /** The call in a reader's words with its arguments, `recv(a, 64, MSG_PEEK)`. */
  text: string;
  /** Whether reports always say which bytes it received. */
  show?: 'bytes' | undefined;
  /** The process that makes the call; `main` is there from the start. */
  in: string;
  /** The longest timer that may end the call, in milliseconds, if there is any. */
  timerMs?: number;
  /** The line that the agent reads for this step, without its newline. */
  line: string;
  /** What the call does to the state that facts speak of. */
  does: Effect;
  /** The name under which it is started; without one the call is over before the next step begins. */
  startedAs?: string | undefined;
}

/** A condition on systems. Every key that is given must hold; versions are ranges as npm writes them. */
export interface SystemSelector {
  os?: string | string[] | undefined;
  version?: string | undefined;
  libc?: string | string[] | undefined;
  runtime?: string | string[] | undefined;
  arch?: string | string[] | undefined;
}

/** What a source says happens somewhere. */
export interface Claim {
  scenario: string;
  /** Labels of the steps that it speaks of. */
  of: string[];
  /** Matrix values that it is limited to; a dimension left out means all its values. */
  with: Record<string, MatrixValue[]>;
  /** Systems that it speaks of; none means all. */
  on: SystemSelector;
  /** Limits it to trials of one pacing. */
  pacing?: 'back-to-back' | 'settled' | undefined;
  /** Outcomes that agree with it: any of these. Without signals: an outcome agrees with or without one, see `signal`. */
  outcome: string[];
  /** Whether SIGPIPE comes with EPIPE; a claim that leaves it out agrees with both. */
  signal?: ClaimedSignal | undefined;
  says: Says;
  /** The words of the source that say it. */
  quote?: string | undefined;
  /** From which version on it is no longer so, and the id of the source that says that. */
  outdated?: { since: string; source: string } | undefined;
  /** An id in `scenarios/sources.yaml`. */
  source: string;
  note?: string | undefined;
}

/** A scenario with one choice for every dimension of its matrix. */
export interface Case {
  /** `scenario/value.value`, or just the scenario's id if it has no matrix. */
  id: string;
  scenario: string;
  matrix: Record<string, MatrixValue>;
  steps: Step[];
  /** 16 hexadecimal digits that change exactly when what the agent is to do changes: titles, labels and claims do not count. */
  hash: string;
}

/** A scenario file, checked and expanded. */
export interface Scenario {
  id: string;
  /** Path as the user would type it. */
  file: string;
  title: string;
  question: string;
  why?: string | undefined;
  tags: string[];
  links: string[];
  matrix: Record<string, MatrixValue[]>;
  excluded: { with: Record<string, MatrixValue>; reason: string }[];
  cases: Case[];
  claims: Claim[];
}

/** Where claims come from: an entry of `scenarios/sources.yaml`. */
export interface Source {
  id: string;
  title: string;
  url: string;
  kind: SourceKind;
  /** Which text: there for every standard and man page. */
  edition?: string | undefined;
  /** The system that it is the source of: there for every kernel source and test suite. `version` is a range as npm writes it. */
  describes?: Described | undefined;
  /** Whether a CI runs it: there for every test suite. */
  ci?: boolean | 'unknown' | undefined;
  /** When it was read, as an ISO date. */
  read: string;
  /** Where in it: a section, a file and function. */
  at?: string | undefined;
}

/** Which system a source is about. */
interface Described {
  os: string;
  version?: string | undefined;
  commit?: string | undefined;
  branch?: string | undefined;
}
