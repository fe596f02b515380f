import { allOf, anyOf } from '../prose.ts';
import { errorsIn } from './errors.ts';
import type { ErrorSeen } from './errors.ts';
import { madeUp } from './made-up.ts';
import type { MadeUp } from './made-up.ts';
import { callIn, linkIn, systemIn, writerIn } from './marks.ts';
import type { Chip, Reading } from './reading.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Words around the real error that sound like one: what urllib3 and requests put before it, and what somebody expected instead. */
const notMeant = [/\('Connection aborted\.', (?=\w)/g, /\bexpected:? ['"`]?[\w.:]+['"`]?(?:\))?/gi];

/** Other words for outcomes, which no errno stands behind. */
const plainOutcomes: readonly { pattern: RegExp; outcome: string; call?: string; why: string }[] = [
  {
    pattern:
      /\b(?:signal: broken pipe|killed by SIGPIPE|SIGPIPE|exit(?:ed)?(?: with)? (?:code|status):? 141|exit code 141|status=13\/PIPE)\b/i,
    outcome: 'killed',
    call: 'write',
    why: 'the process was killed by SIGPIPE',
  },
  {
    pattern: /\b(?:read|recv|recvfrom|recvmsg)\(.*\) += 0\b|\b(?:read|recv|recvfrom|recvmsg)(?:\(\))? (?:returns|returned|gives) 0\b/,
    outcome: 'EOF',
    call: 'read',
    why: 'a read that returns 0 is the end of the data',
  },
];

/** Reads a line of a log, or several that belong together. Always answers: what is not recognised is not in the answer. */
export function readLine(text: string, vocabulary: Vocabulary): Reading {
  const masked = notMeant.reduce((rest, pattern) => rest.replaceAll(pattern, (words) => ' '.repeat(words.length)), text);
  const errors = errorsIn(masked, vocabulary);
  const made = madeUpIn(masked, errors);
  const [call, link, system, writer] = [callIn(masked), linkIn(masked), systemIn(masked), writerIn(masked)];
  const plain = plainOutcomes.find(({ pattern }) => pattern.test(masked));
  const error = made === undefined && plain === undefined ? decided(errors) : undefined;
  const outcome = made === undefined ? (plain?.outcome ?? error?.name) : outcomeOf(made.of);
  const writtenBy = made?.of.by === undefined || made.of.by === 'the program' ? writer?.value : made.of.by;
  const callValue = calledBy({ made: made?.of, plain: plain?.call, call: call?.value, outcome });
  const kernels = kernelsOf(made === undefined ? errors : [], error?.name, system?.value);
  const chips: Chip[] = [
    ...errors
      .filter(({ start, end }) => made === undefined || end <= made.start || start >= made.end)
      .map((one) => chipOf(one, error?.name, made !== undefined)),
    ...(made === undefined
      ? []
      : [{ kind: 'outcome' as const, value: outcome ?? made.of.means, why: made.of.says, start: made.start, end: made.end }]),
    ...(plain === undefined ? [] : [plainChip(masked, plain)]),
    ...[call, link, system, writer].filter((chip) => chip !== undefined),
  ];
  return {
    text,
    chips: chips.toSorted((one, other) => one.start - other.start || one.end - other.end),
    call: callValue,
    outcome,
    link: link?.value,
    on: kernels,
    by: writtenBy,
    madeUp: made === undefined ? undefined : { means: made.of.means, says: made.of.says },
    notes: notesOf(errors, error, callValue, writtenBy),
  };
}

/** A phrase that no call stands behind; a number or a libc's text beside it is proof that one does. */
function madeUpIn(text: string, errors: readonly ErrorSeen[]): { of: MadeUp; start: number; end: number } | undefined {
  for (const of of madeUp) {
    const found = of.pattern.exec(text);
    if (found === null) continue;
    const [start, end] = [found.index, found.index + found[0].length];
    const isProven = errors.some(
      ({ how, names, start: at, end: to }) => how !== 'name' && names[0] !== undefined && (at >= end || to <= start),
    );
    // A name beside the phrase is what the runtime made up, unless the text says in which call the name came.
    const isNamed = errors.some(({ how }) => how === 'name') && /\b(?:read|write) E[A-Z]{4,}|syscall/.test(text) && of.means === 'EOF';
    return isProven || isNamed ? undefined : { of, start, end };
  }
  return undefined;
}

function outcomeOf({ means }: MadeUp): string | undefined {
  return means === 'EOF' ? 'EOF' : undefined;
}

/** The error that the text is about: a name that is written out, then what numbers and texts agree on, then the first. */
function decided(errors: readonly ErrorSeen[]): { name: string; by: ErrorSeen } | undefined {
  const named = errors.find(({ how }) => how === 'name');
  const others = errors.filter(({ how }) => how !== 'name');
  const agreed = others.flatMap((one) => one.names).find((name) => others.every((one) => one.names.includes(name)));
  const [first] = others;
  const isConfirmed = named !== undefined && (others.length === 0 || others.some((one) => one.names.includes(named.names[0] ?? '')));
  if (named !== undefined && (isConfirmed || agreed === undefined)) return { name: named.names[0] ?? '', by: named };
  if (first === undefined) return undefined;
  const by = others.find((one) => agreed !== undefined && one.names.includes(agreed)) ?? first;
  const ofText = others.find(({ how }) => how === 'text');
  return { name: agreed ?? ofText?.names[0] ?? first.names[0] ?? '', by };
}

function calledBy(known: {
  made: MadeUp | undefined;
  plain: string | undefined;
  call: string | undefined;
  outcome: string | undefined;
}): string | undefined {
  const { made, plain, call, outcome } = known;
  if (made !== undefined) return made.means === 'EOF' ? 'read' : undefined;
  if (plain !== undefined) return plain;
  // Only writes fail so; the text need not say it, and a name that sounds like a read is of something else.
  if (outcome === 'EPIPE' && (call === undefined || call === 'read')) return 'write';
  if (call === undefined && outcome === 'ECONNREFUSED') return 'connect';
  return call;
}

/** The kernels that are left when the numbers of this error have spoken; what the text names decides where it is among them. */
function kernelsOf(errors: readonly ErrorSeen[], name: string | undefined, named: string | undefined): string[] {
  const telling = errors.filter(({ names, kernels }) => kernels.length > 0 && (name === undefined || names.includes(name)));
  const [first, ...others] = telling;
  if (first === undefined) return named === undefined ? [] : [named];
  if (named !== undefined && others.length === 0) return [named];
  const common = first.kernels.filter((kernel) => others.every(({ kernels }) => kernels.includes(kernel)));
  return common.length === 0 ? [] : [...common];
}

function chipOf({ names, why, start, end }: ErrorSeen, decision: string | undefined, isMadeUp: boolean): Chip {
  const value = decision !== undefined && names.includes(decision) ? decision : (names[0] ?? '');
  return { kind: 'outcome', value, why: isMadeUp ? 'made up, see below' : why, start, end };
}

function plainChip(text: string, { pattern, outcome, why }: (typeof plainOutcomes)[number]): Chip {
  const found = pattern.exec(text);
  const start = found?.index ?? 0;
  return { kind: 'outcome', value: outcome, why, start, end: start + (found?.[0].length ?? 0) };
}

function notesOf(
  errors: readonly ErrorSeen[],
  error: { name: string; by: ErrorSeen } | undefined,
  call: string | undefined,
  by: string | undefined,
): string[] {
  const notes: string[] = [];
  const numbers = errors.filter(({ how }) => how === 'number');
  for (const { why, names } of numbers) if (names.length > 1 || numbers.length > 1) notes.push(`${why}.`);
  const others = [...new Set(errors.flatMap(({ names }) => names.slice(0, 1)))].filter((name) => name !== error?.name);
  if (error !== undefined && others.length > 0) notes.push(`The text also names ${allOf(others)}; this is about ${error.name}.`);
  if (by === 'Java' && error?.name === 'ECONNRESET' && call !== undefined)
    notes.push(
      'Java says "Connection reset" for a read and "Connection reset by peer" for a write or connect, or for a read of a channel; after the first, it says so again for every later read.',
    );
  if (by === 'Python' && error?.name === 'ETIMEDOUT')
    notes.push('Python says TimeoutError for ETIMEDOUT and for timers of its own; only the former has an errno.');
  if (error !== undefined && call === undefined && error.name !== 'EPIPE')
    notes.push(`The text does not say which call failed: ${anyOf(['a read', 'a write'])} can.`);
  return notes;
}
