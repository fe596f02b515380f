import type { Target } from './target.ts';

/** How a target's part of a run came out. */
export interface Outcome {
  status: 'measured' | 'current' | 'skipped' | 'failed' | 'interrupted';
  /** What happened, in a few words for one line. */
  summary: string;
  /** What is new about what was measured, as a clause: `as debian-12 in all 20 cases`. */
  news?: string | undefined;
}

/** What is told while targets are measured; a renderer decides how it looks. */
export interface Progress {
  /** A target begins a stage: `building`, `running 42 cases`. */
  stage(target: Target, text: string): void;
  /** Something worth a line of its own, such as that a base image is being made. */
  note(target: Target, text: string): void;
  /** So many of the cases that it runs are answered by now. */
  answered(target: Target, cases: number): void;
  end(target: Target, outcome: Outcome): void;
  /** No more will come; resolves when everything is on the screen. */
  close(): Promise<void>;
}

/** Tells nobody. */
export const silent: Progress = { stage() {}, note() {}, answered() {}, end() {}, close: async () => {} };
