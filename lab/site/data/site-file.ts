import type { Numbers } from '../../explain/numbers.ts';
import type { ErrorText } from '../../explain/vocabulary.ts';
import type { CompactLink } from '../../models/compact.ts';
import type { Effect } from '../../scenario/effect.ts';
import type { Claim, MatrixValue, Source, SystemSelector } from '../../scenario/case.ts';

/**
 * The page's data as it stands in the page: arrays without keys, in JSON, one record a line, so that 1 MB holds everything and a change of one thing is a
 * change of few lines. `encode` makes it of an atlas, `decode` an atlas of it. Nothing in it but texts and numbers comes from outside, and no text is markup.
 */
export interface SiteFile {
  /** In an order in which each system's `like` stands before it. */
  systems: SystemRecord[];
  /** By a short hash of the step, so that another step changes no reference. */
  steps: Record<string, StepRecord>;
  scenarios: ScenarioRecord[];
  /** By a short hash of the source's id. */
  sources: Record<string, SourceRecord>;
  /** Findings that surprise, a markdown sentence each as `reports/README.md` has them. */
  surprises: string[];
  /** Numbers and texts of errors as the systems have them. */
  numbers: Numbers[];
  texts: ErrorText[];
  models: CompactLink[];
  /** The pages, below `reports/`, of models for which there is no room. */
  modelsElsewhere: string[];
}

/** Where, when and by whom a system was measured, in words. */
export interface Provenance {
  /** The kernel as it names itself. */
  named: string;
  how: string;
  when: string;
  by: string;
  /** The source of the agent, as a hash. */
  agent: string;
}

export type SystemRecord = [
  id: string,
  identity: {
    name: string;
    version?: string | undefined;
    libc: { name: string; version?: string | undefined };
    runtime?: { name: string; version?: string | undefined } | undefined;
    arch: string;
    bits: number;
    distribution?: string | undefined;
    declared: ('system' | 'runtime')[];
    emulated?: string | undefined;
  },
  provenance: [named: string, how: string, when: string, by: string, agent: string],
  /** The system that it is told by: what is not said is as there. None: where nothing is said, each case's first behaviour is shown. */
  like: string | null,
  /** Reasons for having no observation: a state of a cell and its words. */
  gaps: [state: string, words: string][],
  /** By scenario, a letter for each case: `.` as its `like`, a letter of `shown` for a behaviour, one of `gaps` for a gap. */
  shows: Record<string, string>,
];

/** `does` without what is as usual, see `reads` and `writes`. `call` where the text does not begin with it. */
export type StepRecord = [
  text: string,
  does: Partial<Effect> & Pick<Effect, 'kind'>,
  process?: string | null,
  startedAs?: string | null,
  call?: string,
];

export type ScenarioRecord = [
  head: [
    id: string,
    title: string,
    question: string,
    tags: string[],
    matrix: Record<string, MatrixValue[]>,
    excluded: Record<string, MatrixValue>[],
    links: string[],
    why?: string,
  ],
  /** A line for each label: the keys of its steps, a space before each but the first, and behind a bar the label, if it is not the call and its descriptor. */
  steps: string[],
  outcomes: string[],
  ways: WayRecord[],
  /** For each case the letters of its steps, told by those of the case before, and behind a space those of its behaviours. */
  cases: string[],
  claims: ClaimRecord[],
];

/** A behaviour: its usual outcomes in letters, and what else there is to it. */
export type WayRecord = string | [outcomes: string, more: WayDetails];

export interface WayDetails {
  lacks?: string;
  /** `t` timing-dependent, `f` flaky; on which kernels, by name. */
  not?: ['t' | 'f', ...kernels: string[]];
  /** Outcomes of other trials, told by the usual ones, with `b` before those back-to-back and `s` before settled ones; these with how many of how many. */
  also?: (string | [outcomes: string, count: number, trials: number])[];
}

/** Verdict and force are letters, see `verdictLetters` and `forceLetters`. */
export type ClaimRecord = [
  verdictAndForce: string,
  source: string,
  /** Numbers of labels in letters, in the order in which the scenario's steps have them. */
  of: string,
  outcome: string | string[],
  /** The system by its name where that is all that is said of it. */
  on: string | SystemSelector,
  /** Dimensions that it is limited to, with the numbers of the values in letters: `link:02 how:1`. */
  where: string,
  more?: ClaimDetails,
];

export interface ClaimDetails {
  pacing?: Claim['pacing'];
  signal?: Claim['signal'];
  quote?: string;
  note?: string;
  outdated?: Claim['outdated'];
  /** What was measured, as markdown: where the claim does not simply hold. */
  evidence?: string;
}

export type SourceRecord = [id: string, title: string, url: string, kind: Source['kind'], at?: string];
