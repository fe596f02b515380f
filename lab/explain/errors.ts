import { anyOf } from '../prose.ts';
import type { Numbers } from './numbers.ts';
import type { Vocabulary } from './vocabulary.ts';

/** An error that a text names: by its name, a number, or a libc's text. */
export interface ErrorSeen {
  how: 'name' | 'number' | 'text';
  /** The names that it can stand for, the likeliest first. */
  names: readonly string[];
  /** The kernels that it points to; none if it says nothing of them. */
  kernels: readonly string[];
  why: string;
  start: number;
  end: number;
}

/** Errors of connections: what a bare number most likely is. */
const ofConnections = new Set(
  (
    'EPIPE ECONNRESET ECONNABORTED ECONNREFUSED ENOTCONN ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETRESET EHOSTDOWN ESHUTDOWN EISCONN EADDRINUSE EADDRNOTAVAIL ENOBUFS ' +
    'ENOTSOCK EINPROGRESS EALREADY EAGAIN EMSGSIZE'
  ).split(' '),
);

/** Errors of other things, that calls on sockets fail with too. */
const alsoTexts = new Set(['EBADF', 'ENOENT', 'EACCES']);

/** Behind these words stands a number of an error, whichever it is. */
const sure =
  /(?:\[Errno |errno(?: is|[=:(])? ?|\[WinError |\(os error |system error: |WSA error |SocketErrorCode[=: ]|errno["']?: ?)(-?\d{1,5})\b/gi;
/** Behind these words may stand one. */
const perhaps = new RegExp(
  [
    // `code: 104`, `rc=-104`, `(104: …)`, `Error 104 while`, and numbers of Windows, which nothing else has.
    /\b(?:code|rc|ret|status|socket error)["']?\s?[=:(#]\s?/,
    /\b(?:error|err)["']?[=: (#]{0,3}/,
    /\w+(?:Error|Exception)\s?\(/,
    /(?<!curl: )[({[]/,
    /\b(?:windows|mips|parisc|alpha|sparc|linux|macos|bsd)[\w/]* /,
    /^|(?<=\s)(?=-?(?:100[0-6]\d|40\d\d)\b)/,
  ]
    .map(({ source }) => source)
    .join('|')
    .replace(/^/, '(?:')
    .concat(')(-?\\d{2,5})(?=$|[\\s:,;)\\]}\'"])'),
  'gi',
);

/** All errors that a text names, in its order. What lies in `masked` is not looked at. */
export function errorsIn(text: string, vocabulary: Vocabulary): ErrorSeen[] {
  const found = [...namesIn(text, vocabulary), ...numbersIn(text, vocabulary), ...textsIn(text, vocabulary)];
  return found.toSorted((one, other) => one.start - other.start || other.end - one.end);
}

function namesIn(text: string, { numbers }: Vocabulary): ErrorSeen[] {
  const known = new Set([...numbers.flatMap((one) => Object.keys(one.numbers)), 'EOPNOTSUPP', 'EWOULDBLOCK']);
  return [...text.matchAll(/(?<![A-Za-z])(WSA|UV_)?(E[A-Z][A-Z0-9]{2,})\b/gi)].flatMap((match) => {
    const [whole, prefix = '', typed = ''] = match;
    const upper = typed.toUpperCase();
    const name = upper === 'EWOULDBLOCK' ? 'EAGAIN' : upper;
    // Erlang and Lua write errors in lower case; in prose a word such as `exist` is none.
    if (!known.has(name) || (typed !== upper && !/^e(?:conn|pipe|timedout|notconn|host|net|addr)/.test(typed))) return [];
    const isWindows = prefix.toUpperCase() === 'WSA';
    return [
      {
        how: 'name' as const,
        names: [name],
        kernels: isWindows ? ['windows'] : [],
        why: isWindows ? `${whole} is Windows' ${name}` : '',
        start: match.index,
        end: match.index + whole.length,
      },
    ];
  });
}

function numbersIn(text: string, vocabulary: Vocabulary): ErrorSeen[] {
  const seen = new Map<number, ErrorSeen>();
  for (const [pattern, isSure] of [
    [sure, true],
    [perhaps, false],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const [whole, digits = ''] = match;
      const start = match.index + whole.length - digits.length;
      const one = numberSeen(Math.abs(Number(digits)), start, digits.length, vocabulary, isSure);
      if (one !== undefined && !seen.has(start)) seen.set(start, one);
    }
  }
  return [...seen.values()];
}

function numberSeen(number: number, start: number, length: number, { numbers }: Vocabulary, isSure: boolean): ErrorSeen | undefined {
  const meanings = meaningsOf(number, numbers).filter(({ name }) => isSure || (ofConnections.has(name) && number > 30));
  const likely = meanings.toSorted((one, other) => Number(ofConnections.has(other.name)) - Number(ofConnections.has(one.name)));
  const names = [...new Set(likely.map(({ name }) => name))];
  const [first] = names;
  if (first === undefined) return undefined;
  const own = likely.filter(({ name }) => name === first).map(({ of }) => of);
  // A number that every system has says nothing of the system: 32 is EPIPE everywhere.
  const others = numbers.filter((of) => of.numbers[first] !== undefined && of.numbers[first] !== number && !of.kernels.includes('windows'));
  const kernels = others.length === 0 || own.length === 0 ? [] : [...new Set(own.flatMap((of) => of.kernels))];
  return {
    how: 'number',
    names,
    kernels,
    why: `${number} is ${likely.map(({ name, of }) => `${name} on ${of.systems}`).join(', ')}`,
    start,
    end: start + length,
  };
}

/** What a number stands for, on which systems: what was measured first. */
function meaningsOf(number: number, numbers: readonly Numbers[]): { name: string; of: Numbers }[] {
  return numbers.flatMap((of) =>
    Object.entries(of.numbers)
      .filter(([, own]) => own === number)
      .map(([name]) => ({ name, of })),
  );
}

/** Longer than any other text that starts there. */
function textsIn(text: string, { texts }: Vocabulary): ErrorSeen[] {
  const lower = text.toLowerCase();
  const found: ErrorSeen[] = [];
  const taken = (start: number, end: number): boolean => found.some((one) => start < one.end && one.start < end);
  const byLength = texts.toSorted((one, other) => other.text.length - one.text.length);
  for (const { text: words, errno } of byLength) {
    // "Success" or "Invalid argument" are no sign of an error of a socket by themselves.
    if (!ofConnections.has(errno) && !alsoTexts.has(errno)) continue;
    for (let at = lower.indexOf(words.toLowerCase()); at >= 0; at = lower.indexOf(words.toLowerCase(), at + 1)) {
      const end = at + words.length;
      if (taken(at, end) || /[a-z]/.test(lower[at - 1] ?? '')) continue;
      const same = texts.filter((one) => one.text.toLowerCase() === words.toLowerCase());
      const names = [...new Set(same.map((one) => one.errno))];
      const from = [...new Set(same.map((one) => one.from))];
      found.push({
        how: 'text',
        names,
        kernels: from.every((one) => one === 'Windows') ? ['windows'] : [],
        why: `"${words}" is ${names[0]} for ${anyOf(from)}`,
        start: at,
        end,
      });
    }
  }
  return found;
}
