import { httpSituations } from './http.ts';
import type { SituationCase } from './situation.ts';
import type { Seen, Trace } from './study.ts';
import { trialsOf, usualTrace } from './study.ts';
import { withoutSignal, type MeasuredApi } from './table.ts';

/** What an API can make of an event that the raw call does not. */
export const findingKinds = {
  'lost-data': 'Lost data: bytes that the raw call still reads are never delivered',
  'reset-as-end': 'A reset reported as an ordinary end',
  'end-as-reset': 'An ordinary end reported as a reset',
  'error-unnamed': 'An error without its name: the program cannot tell which it was',
  'error-renamed': 'An error under the name of another',
  'error-repeated': 'An error reported again where the raw call goes on to the end',
  'write-refused': 'A write refused that the raw call makes',
  'silent-retry': 'A request made again without a word',
  'silent-truncation': 'A part of an answer taken for all of it',
  'answer-lost': 'An answer that came before the reset is lost',
} as const;
export type FindingKind = keyof typeof findingKinds;

/** One of them, with where it was seen. */
export interface RuntimeFinding {
  kind: FindingKind;
  measured: MeasuredApi;
  /** A situation on a link, an HTTP situation, or a forced error. */
  where: string;
  /** What was seen, in a few words. */
  seen: string;
  /** In how many of how many trials. */
  count: number;
  of: number;
}

/** All findings of all APIs, kind by kind. */
export function runtimeFindings(cases: readonly SituationCase[], apis: readonly MeasuredApi[]): RuntimeFinding[] {
  const raw = apis.find(({ api }) => api.raw);
  const found = apis.flatMap((measured) => [
    ...(raw === undefined ? [] : cases.flatMap((theCase) => ofCase(theCase, raw, measured))),
    ...ofHttp(measured),
    ...ofForced(measured),
  ]);
  const kinds = Object.keys(findingKinds);
  return found.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** The outcomes of our own calls of one kind, in a trace. */
function outcomesOf({ steps }: SituationCase, trace: Trace, call: 'read' | 'write'): (string | undefined)[] {
  return steps.flatMap((step, index) => {
    const outcome = trace.outcomes[index];
    return step.by === 'us' && step.call === call ? [outcome === undefined ? undefined : withoutSignal(outcome)] : [];
  });
}

function delivered(outcomes: readonly (string | undefined)[]): number {
  return outcomes.reduce((sum, outcome) => sum + (/^[0-9]+$/.test(outcome ?? '') ? Number(outcome) : 0), 0);
}

const isErrno = (outcome: string | undefined): outcome is string => /^E[A-Z0-9]+$/.test(outcome ?? '') && outcome !== 'EOF';
const isUnnamed = (outcome: string | undefined): boolean => outcome === 'error' || outcome === 'closed';
/** The trial came to its end: a program that was killed lost nothing that it was asked for. */
const isWhole = ({ steps }: SituationCase, trace: Trace): boolean => trace.outcomes.length === steps.length;

type Rule = (theCase: SituationCase, raw: Trace, trace: Trace) => string | undefined;

/** What each kind of finding is, said of one trace and that of the raw calls; what was seen, or nothing. */
const rules: [FindingKind, Rule][] = [
  [
    'lost-data',
    (theCase, raw, trace) => {
      const [all, got] = [delivered(outcomesOf(theCase, raw, 'read')), delivered(outcomesOf(theCase, trace, 'read'))];
      return isWhole(theCase, trace) && theCase.situation.answer && got < all ? `${got} of ${all} bytes are delivered` : undefined;
    },
  ],
  [
    'reset-as-end',
    (theCase, raw, trace) => {
      const at = outcomesOf(theCase, raw, 'read').indexOf('ECONNRESET');
      const reads = outcomesOf(theCase, trace, 'read');
      const all = [...reads, ...outcomesOf(theCase, trace, 'write')];
      return at >= 0 && reads.includes('EOF') && !all.includes('ECONNRESET') && !reads.slice(0, at).some(isErrno)
        ? 'EOF, and ECONNRESET nowhere'
        : undefined;
    },
  ],
  ['error-unnamed', (theCase, raw, trace) => unlike(theCase, raw, trace, isUnnamed)],
  ['error-renamed', (theCase, raw, trace) => unlike(theCase, raw, trace, isErrno)],
  [
    'error-repeated',
    (theCase, raw, trace) => {
      const before = outcomesOf(theCase, raw, 'read');
      const reads = outcomesOf(theCase, trace, 'read');
      const again = reads.findIndex(
        (outcome, index) => isErrno(outcome) && before[index] === 'EOF' && reads.slice(0, index).includes(outcome),
      );
      return again < 0 ? undefined : `${reads[again]} again`;
    },
  ],
  [
    'write-refused',
    (theCase, raw, trace) => {
      const before = outcomesOf(theCase, raw, 'write');
      const writes = outcomesOf(theCase, trace, 'write');
      const at = writes.findIndex((outcome, index) => /^[0-9]+$/.test(before[index] ?? '') && (isErrno(outcome) || isUnnamed(outcome)));
      return at < 0 ? undefined : `the raw call writes ${before[at]}, here: ${writes[at]}`;
    },
  ],
];

/** The first call that failed for the raw calls and did so under another name here, of those that `isIt` asks for. */
function unlike(theCase: SituationCase, raw: Trace, trace: Trace, isIt: (outcome: string | undefined) => boolean): string | undefined {
  for (const call of ['read', 'write'] as const) {
    const before = outcomesOf(theCase, raw, call);
    const now = outcomesOf(theCase, trace, call);
    // One's own closed end is no event: every runtime has its own words for it.
    const at = now.findIndex(
      (outcome, index) => isErrno(before[index]) && before[index] !== 'EBADF' && isIt(outcome) && outcome !== before[index],
    );
    if (at >= 0) return `${before[at]} of a ${call} is ${now[at]}`;
  }
  return undefined;
}

function ofCase(theCase: SituationCase, raw: MeasuredApi, measured: MeasuredApi): RuntimeFinding[] {
  const [before, seen] = [raw.study.cases[theCase.id], measured.study.cases[theCase.id]];
  if (measured.api.raw || before?.hash !== theCase.hash || seen?.hash !== theCase.hash) return [];
  const usual = usualTrace(before);
  return rules.flatMap(([kind, rule]) => find(kind, measured, theCase.id, seen, (trace) => rule(theCase, usual, trace)));
}

/** A finding if any trial shows it, with how many do. */
function find(
  kind: FindingKind,
  measured: MeasuredApi,
  where: string,
  seen: Seen,
  rule: (trace: Trace) => string | undefined,
): RuntimeFinding[] {
  const showing = seen.traces.filter((trace) => rule(trace) !== undefined);
  const [first] = showing;
  if (first === undefined) return [];
  const count = showing.reduce((sum, trace) => sum + trace.count, 0);
  return [{ kind, measured, where, seen: rule(first) ?? '', count, of: trialsOf(seen) }];
}

function ofHttp(measured: MeasuredApi): RuntimeFinding[] {
  return httpSituations.flatMap(({ id, answer, server }) => {
    const seen = measured.study.http[id];
    if (seen === undefined) return [];
    const isAnswer = ({ outcomes }: Trace): boolean => /^[1-5][0-9][0-9] /.test(outcomes[0] ?? '');
    return [
      ...find('end-as-reset', measured, id, seen, ({ outcomes, words }) =>
        // The server took the whole request, and closed as usual.
        server[0] === 'request' && !server.includes('reset') && /ECONNRESET/.test(`${outcomes[0]} ${words[0]}`) ? 'ECONNRESET' : undefined,
      ),
      ...find('silent-retry', measured, id, seen, ({ connections = 0 }) =>
        connections > 1 ? `${connections} connections for one request` : undefined,
      ),
      ...find('silent-truncation', measured, id, seen, (trace) =>
        answer === 'half' && isAnswer(trace) ? `returns ${trace.outcomes[0]?.split(' ')[1]} of 100 bytes and no error` : undefined,
      ),
      ...find('answer-lost', measured, id, seen, (trace) => (answer === 'whole' && !isAnswer(trace) ? `${trace.outcomes[0]}` : undefined)),
    ];
  });
}

/** Errors that were forced: the kernel's name is known for certain. */
function ofForced(measured: MeasuredApi): RuntimeFinding[] {
  return Object.entries(measured.study.forced).flatMap(([id, seen]) => {
    const [call = '', errno = ''] = id.split('/');
    return find('error-renamed', measured, `forced: ${id}`, seen, ({ outcomes, forced }) => {
      const [outcome] = outcomes.map(withoutSignal);
      const named = outcome?.replace(/^setup failed: open /, '');
      return forced === true && isErrno(named) && named !== errno ? `${errno} of a ${call} is ${named}` : undefined;
    });
  });
}
