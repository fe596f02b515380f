/**
 * What a call gave back, as a closed union. In files and messages an outcome is its one canonical spelling (see
 * `lab/agent/PROTOCOL.md`, "Outcomes"); `parseOutcome` and `formatOutcome` are inverse to each other. `along` lists what came with it:
 * signals (`SIGPIPE`), flags of a message (`MSG_TRUNC`), descriptors (`2fd`), and last that it came only after the timer that was in force
 * (`late`).
 */
export type Outcome =
  | { kind: 'returned'; value: number; along: string[] }
  | { kind: 'eof'; along: string[] }
  | { kind: 'done' }
  | { kind: 'value'; value: string }
  | { kind: 'events'; events: string[] }
  | { kind: 'failed'; errno: string; along: string[] }
  | { kind: 'started' }
  | { kind: 'blocks'; along: string[] }
  | { kind: 'killed'; signal: string }
  | { kind: 'unsupported'; what: string }
  | { kind: 'setup-failed'; what: string }
  | { kind: 'inconclusive'; why: string };

/** Events that `poll`, `epoll` and `select` can report, in the order in which they are spelled. */
const eventNames = ['IN', 'PRI', 'OUT', 'ERR', 'HUP', 'RDHUP', 'NVAL', 'RDNORM', 'RDBAND', 'WRNORM', 'WRBAND', 'READ', 'WRITE', 'EXCEPT'];

/** Reads an outcome's canonical spelling; `undefined` if it is not one. */
export function parseOutcome(text: string): Outcome | undefined {
  for (const [prefix, make] of prefixed) {
    if (text.startsWith(prefix) && text.length > prefix.length) return make(text.slice(prefix.length));
  }
  if (text === 'done') return { kind: 'done' };
  if (text === 'started') return { kind: 'started' };
  if (text === 'none') return { kind: 'events', events: [] };

  const [head = '', ...along] = text.split('+');
  if (!along.every((what, index) => isAlong(what, index === along.length - 1))) return undefined;
  if (head === 'EOF') return { kind: 'eof', along };
  if (head === 'blocks') return along.includes('late') ? undefined : { kind: 'blocks', along };
  if (/^(0|[1-9][0-9]{0,14})$/.test(head)) return { kind: 'returned', value: Number(head), along };
  if (/^(E[A-Z0-9]+|WSA[A-Z_]+|errno:-?[0-9]+)$/.test(head) && !eventNames.includes(head)) return { kind: 'failed', errno: head, along };

  const events = head.split('|');
  if (along.length === 0 && isSpelledInOrder(events)) return { kind: 'events', events };
  return undefined;
}

function isAlong(what: string, isLast: boolean): boolean {
  return /^(SIG[A-Z0-9]+|MSG_[A-Z]+|[1-9][0-9]{0,3}fd)$/.test(what) || (what === 'late' && isLast);
}

/** The canonical spelling. */
export function formatOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'returned':
      return withAlong(String(outcome.value), outcome.along);
    case 'eof':
      return withAlong('EOF', outcome.along);
    case 'failed':
      return withAlong(outcome.errno, outcome.along);
    case 'blocks':
      return withAlong('blocks', outcome.along);
    case 'done':
    case 'started':
      return outcome.kind;
    case 'value':
      return `=${outcome.value}`;
    case 'events':
      return outcome.events.length === 0 ? 'none' : outcome.events.join('|');
    case 'killed':
      return `killed: ${outcome.signal}`;
    case 'unsupported':
      return `unsupported: ${outcome.what}`;
    case 'setup-failed':
      return `setup failed: ${outcome.what}`;
    case 'inconclusive':
      return `inconclusive: ${outcome.why}`;
    default:
      return outcome satisfies never;
  }
}

const prefixed: [string, (rest: string) => Outcome][] = [
  ['=', (value) => ({ kind: 'value', value })],
  ['killed: ', (signal) => ({ kind: 'killed', signal })],
  ['unsupported: ', (what) => ({ kind: 'unsupported', what })],
  ['setup failed: ', (what) => ({ kind: 'setup-failed', what })],
  ['inconclusive: ', (why) => ({ kind: 'inconclusive', why })],
];

function withAlong(head: string, along: string[]): string {
  return [head, ...along].join('+');
}

/** Whether these are different events in the order of `eventNames`. */
function isSpelledInOrder(events: string[]): boolean {
  const positions = events.map((event) => eventNames.indexOf(event));
  return positions.every((position, index) => position > (positions[index - 1] ?? -1));
}
