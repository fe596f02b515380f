import { parseOutcome } from '../results/outcome.ts';
import type { RuntimeFile, Subject } from './runtime.ts';
import { subjectsOf } from './runtime.ts';
import type { SituationCase, SituationStep } from './situation.ts';
import { alikeTrials, trialsOf, usualTrace, type Study } from './study.ts';

/** An API that was measured. */
export interface MeasuredApi extends Subject {
  study: Study;
}

/** What an API made of one call. */
export interface Answer {
  /** Of most trials; `undefined` where the trial ended before this call. */
  outcome: string | undefined;
  /** The runtime's own words; empty where it said nothing. */
  words: string;
  /** It says something else than the raw call returned. */
  differs: boolean;
}

/** What an API made of a situation on a link: an answer for each of our calls. */
export interface Row {
  measured: MeasuredApi;
  answers: Answer[];
  /** How many trials went as shown, of how many. */
  count: number;
  of: number;
  /** Every answer is what the raw call returned. */
  isRaw: boolean;
}

/** A situation on a link: the calls and what they returned, and what each API made of them. */
export interface SituationRows {
  theCase: SituationCase;
  /** Our calls; `connect` is not among them. */
  calls: SituationStep[];
  raw: (string | undefined)[];
  rows: Row[];
}

/** The APIs that were measured, in the order of docker/runtimes.yaml. */
export function measuredApis(file: RuntimeFile, studies: readonly Study[]): MeasuredApi[] {
  return subjectsOf(file).flatMap((subject) => {
    const study = studies.find((one) => one.api === subject.api.id);
    return study === undefined ? [] : [{ ...subject, study }];
  });
}

/** Everything that was measured of situations, as a table: situations, and in each the APIs. Empty while the raw calls are not measured. */
export function runtimeTable(cases: readonly SituationCase[], apis: readonly MeasuredApi[]): SituationRows[] {
  const raw = apis.find(({ api }) => api.raw);
  if (raw === undefined) return [];
  return cases.flatMap((theCase) => {
    const positions = theCase.steps.flatMap((step, index) => (step.by === 'us' && step.call !== 'connect' ? [index] : []));
    const calls = theCase.steps.filter((_, index) => positions.includes(index));
    const seen = currentTrace(raw.study, theCase);
    if (seen === undefined) return [];
    const returned = positions.map((index) => seen.outcomes[index]);
    const rows = apis.flatMap((measured) => rowOf(measured, theCase, positions, calls, returned));
    return [{ theCase, calls, raw: returned, rows }];
  });
}

function currentTrace(study: Study, { id, hash }: SituationCase) {
  const seen = study.cases[id];
  return seen?.hash === hash ? usualTrace(seen) : undefined;
}

function rowOf(
  measured: MeasuredApi,
  theCase: SituationCase,
  positions: readonly number[],
  calls: readonly SituationStep[],
  raw: readonly (string | undefined)[],
): Row[] {
  const seen = measured.study.cases[theCase.id];
  const trace = currentTrace(measured.study, theCase);
  if (seen === undefined || trace === undefined) return [];
  const answers = positions.map((index, call): Answer => {
    const outcome = trace.outcomes[index];
    return { outcome, words: trace.words[index] ?? '', differs: !saysTheSame(outcome, raw[call], calls[call]?.call) };
  });
  return [{ measured, answers, count: alikeTrials(seen, trace), of: trialsOf(seen), isRaw: answers.every(({ differs }) => !differs) }];
}

/**
 * Whether an API's answer is what the raw call returned: whether a signal came along is the process's affair, and an API need not count the bytes that it
 * wrote.
 */
export function saysTheSame(outcome: string | undefined, raw: string | undefined, call: string | undefined): boolean {
  if (outcome === undefined || raw === undefined) return outcome === raw;
  if (withoutSignal(outcome) === withoutSignal(raw)) return true;
  return call !== 'read' && outcome === 'done' && parseOutcome(raw)?.kind === 'returned';
}

/** `EPIPE+SIGPIPE` as `EPIPE`. */
export function withoutSignal(outcome: string): string {
  return outcome.replace(/\+SIG[A-Z]+$/, '');
}
