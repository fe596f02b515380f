import { callGroups } from '../findings/call-group.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a term asks for, see docs in reports' search help: `on:linux`, `state:"peer closed"`. */
export const keys = ['call', 'outcome', 'link', 'on', 'state', 'is', 'count', 'differ', 'agree', 'text'] as const;
type Key = (typeof keys)[number];

/** One thing that a cell must satisfy. Values with commas are lists: `on:linux,gvisor` is either, `differ:linux,gvisor` is both. */
export interface Term {
  key: Key;
  value: string;
  /** Set by a `-` before it: a cell must not satisfy it. */
  not: boolean;
}

/** A query: a cell matches if it satisfies every term. None: everything matches. */
export interface Query {
  terms: readonly Term[];
  /** What is wrong with it, as sentences with what to type instead. What is wrong is in no term. */
  problems: readonly string[];
}

/** What `is:` can ask. */
export const qualities = ['different', 'same', 'flaky', 'timing-dependent', 'deterministic', 'lost'] as const;

/** Words that say nothing. */
const fillers = new Set(
  'a an and are at by call calls did do does error errors fail failed fails for from get gets got how i if in is it my of on or set socket sockets that the then to was what when where which why with'.split(
    ' ',
  ),
);

/** Other words for outcomes. */
const outcomePhrases: Readonly<Record<string, string>> = {
  eof: 'EOF',
  'end of file': 'EOF',
  'returns 0': 'EOF',
  'returned 0': 'EOF',
  'return 0': 'EOF',
  'gives 0': 'EOF',
  hangs: 'blocks',
  hang: 'blocks',
  blocks: 'blocks',
  blocked: 'blocks',
  stuck: 'blocks',
  'never returns': 'blocks',
  'does not return': 'blocks',
  killed: 'killed',
  dies: 'killed',
  sigpipe: 'SIGPIPE',
  'exit status 141': 'killed',
  succeeds: 'succeeds',
  data: 'data',
  pollhup: 'POLLHUP',
  pollerr: 'POLLERR',
  pollrdhup: 'POLLRDHUP',
  epollhup: 'POLLHUP',
  epollerr: 'POLLERR',
  epollrdhup: 'POLLRDHUP',
  pollin: 'POLLIN',
  pollout: 'POLLOUT',
  ewouldblock: 'EAGAIN',
};

/** Words for sorts of connections. */
const linkWords = new Set(
  'unix tcp tcp4 tcp6 udp inet pipe pty vsock mptcp stream seqpacket datagram dgram unix-pair unix-path unix-abstract unix-stream unix-dgram unix-seqpacket af_unix'.split(
    ' ',
  ),
);

/** Kernels that have a name although nobody may have measured them. */
const kernelWords = new Set(
  'linux gvisor freebsd openbsd netbsd dragonfly bsd macos darwin illumos solaris windows haiku hurd cygwin aix minix'.split(' '),
);

const callWords = new Map<string, string>([
  ...callGroups.flatMap(({ id, title }) => [
    [id, id] as [string, string],
    ...title
      .split(/, | and /)
      .filter((word) => /^[a-z_]+$/.test(word))
      .map((word): [string, string] => [word, word]),
  ]),
  ['so_error', 'so-error'],
  ['reads', 'read'],
  ['writes', 'write'],
  ['epoll_wait', 'epoll'],
  ['kevent', 'kqueue'],
]);

/**
 * Reads a query: terms such as `call:read` or `-on:gvisor`, and plain words, which become terms by what they are: a call, an outcome, a sort of connection, a
 * system. Any other word is looked for in titles and questions of scenarios. Never throws.
 */
export function parseQuery(text: string, vocabulary: Vocabulary): Query {
  const terms: Term[] = [];
  const problems: string[] = [];
  let words: string[] = [];
  const flush = (): void => {
    terms.push(...termsOf(words, vocabulary));
    words = [];
  };
  for (const { key, value, not, isQuoted } of tokensOf(text)) {
    if (key === undefined) {
      if (not || isQuoted) {
        flush();
        terms.push({ key: 'text', value: value.toLowerCase(), not });
      } else words.push(value);
      continue;
    }
    flush();
    const term = termOf(key, value, not, vocabulary);
    if (typeof term === 'string') problems.push(term);
    else terms.push(term);
  }
  flush();
  return { terms: terms.filter((term, at) => terms.findIndex((other) => isSame(term, other)) === at), problems };
}

/** A query as text that `parseQuery` reads as the same query. */
export function formatQuery({ terms }: Pick<Query, 'terms'>): string {
  return terms.map(({ key, value, not }) => `${not ? '-' : ''}${key}:${/^[\w.,|+=-]+$/.test(value) ? value : `"${value}"`}`).join(' ');
}

interface Token {
  key: string | undefined;
  value: string;
  not: boolean;
  isQuoted: boolean;
}

/** `-key:value`, `key:"a value"`, `"some text"`, `word`. A quotation mark that is never closed lasts to the end. */
function tokensOf(text: string): Token[] {
  const pattern = /(-)?(?:([A-Za-z]+):(?=\S))?(?:"([^"]*)(?:"|$)|(\S+))/g;
  return [...text.matchAll(pattern)].flatMap(([, minus, key, quoted, word]) => {
    const value = quoted ?? word ?? '';
    return value === '' ? [] : [{ key: key?.toLowerCase(), value, not: minus !== undefined, isQuoted: quoted !== undefined }];
  });
}

function termOf(key: string, value: string, not: boolean, vocabulary: Vocabulary): Term | string {
  const known = keys.find((one) => one === key);
  if (known === undefined) return `There is no '${key}:'. ${didYouMean(key, keys) ?? `It can be ${oneOf(keys)}.`}`;
  const term: Term = { key: known, value: canonical(known, value), not };
  switch (known) {
    case 'is':
      return qualities.some((one) => one === term.value)
        ? term
        : `Nothing is '${value}'. ${didYouMean(value, qualities) ?? `It can be ${oneOf(qualities)}.`}`;
    case 'count':
      return /^[1-9][0-9]?$/.test(value) ? term : `'count:${value}' is no number of kernels: write count:1 for what only one kernel does.`;
    case 'differ':
    case 'agree':
      if (term.value.split(',').length !== 2) return `'${known}:' compares two systems: ${known}:linux,gvisor.`;
      return unknownSystem(term.value, vocabulary) ?? term;
    case 'on':
      return unknownSystem(term.value, vocabulary) ?? term;
    case 'call':
      return callWords.has(term.value) || /[ _-]/.test(term.value)
        ? term
        : `There is no call '${value}'. ${didYouMean(term.value, [...callWords.keys()]) ?? ''}`.trimEnd();
    default:
      return term;
  }
}

function canonical(key: Key, value: string): string {
  if (key === 'outcome')
    return outcomePhrases[value.toLowerCase()] ?? (value === '0' ? 'EOF' : /^e[a-z]{3,}$/.test(value) ? value.toUpperCase() : value);
  if (key === 'call') return callWords.get(value.toLowerCase()) ?? value.toLowerCase();
  return value.toLowerCase();
}

function unknownSystem(value: string, { systems }: Vocabulary): string | undefined {
  const known = [...new Set([...systems.flatMap(({ words }) => words), ...kernelWords])];
  const wrong = value.split(',').find((word) => !isSystem(word, known));
  return wrong === undefined
    ? undefined
    : `There is no system '${wrong}'. ${didYouMean(wrong, known) ?? 'See: npm run lab -- list targets'}`;
}

function isSystem(word: string, known: readonly string[]): boolean {
  return known.some((one) => one === word || (word.length > 3 && one.startsWith(`${word}-`)));
}

/** Plain words as terms: the longest phrases that are known first. */
function termsOf(words: readonly string[], vocabulary: Vocabulary): Term[] {
  const terms: Term[] = [];
  const systems = new Set(vocabulary.systems.flatMap((system) => system.words));
  for (let at = 0; at < words.length;) {
    const [term, length] = phraseAt(words, at, vocabulary, systems);
    if (term !== undefined) terms.push(term);
    at += length;
  }
  return terms;
}

function phraseAt(words: readonly string[], at: number, vocabulary: Vocabulary, systems: ReadonlySet<string>): [Term | undefined, number] {
  for (let length = Math.min(6, words.length - at); length > 1; length--) {
    const phrase = words
      .slice(at, at + length)
      .join(' ')
      .toLowerCase();
    const outcome = outcomePhrases[phrase] ?? vocabulary.texts.find(({ text }) => text.toLowerCase() === phrase)?.errno;
    if (outcome !== undefined) return [{ key: 'outcome', value: outcome, not: false }, length];
  }
  const typed = words[at] ?? '';
  const word = typed.toLowerCase().replace(/[,;.?!]+$/, '');
  const make = (key: Key, value: string): [Term, number] => [{ key, value, not: false }, 1];
  const outcome = outcomePhrases[word];
  if (outcome !== undefined) return make('outcome', outcome);
  if (/^(wsa)?e[a-z0-9]{3,}$/.test(word)) {
    const name = word.replace(/^wsa/, '').toUpperCase();
    if (vocabulary.numbers.some(({ numbers }) => numbers[name] !== undefined)) return make('outcome', name);
  }
  const call = callWords.get(word);
  if (call !== undefined) return make('call', call);
  if (linkWords.has(word)) return make('link', word);
  if (systems.has(word) || kernelWords.has(word)) return make('on', word);
  return fillers.has(word) || word === '' ? [undefined, 1] : make('text', word);
}

function isSame(one: Term, other: Term): boolean {
  return one.key === other.key && one.value === other.value && one.not === other.not;
}
