import { parseOutcome } from '../results/outcome.ts';
import type { Outcome } from '../results/outcome.ts';
import type { Case, Step } from '../scenario/case.ts';
import type { Trace } from '../results/result.ts';

/** A call that moved or wanted to move bytes, and what it gave in one trace. */
export interface Event {
  role: 'read' | 'write';
  /** The descriptor's number in the plan. */
  fd: string;
  outcome: Outcome;
  /** The outcome's canonical spelling. */
  text: string;
  /** Whether the call asked for no SIGPIPE. */
  isQuiet: boolean;
  /** Whether the call was already waiting when what came before it in the list happened. */
  waiting: boolean;
}

/** The tag of scenarios in which the peer goes away without reading all that we sent. */
export const unreadTag = 'unread-data';

const roles: Record<string, Event['role']> = { read: 'read', recv: 'read', write: 'write', send: 'write' };

/** The reads and writes of a trace after the peer was closed, exited or was killed; none if it never was. */
export function eventsAfterEnd(theCase: Case, trace: Trace): Event[] {
  const known = knownEvents.get(trace);
  if (known?.theCase === theCase) return known.events;
  const events = readEvents(theCase, trace);
  knownEvents.set(trace, { theCase, events });
  return events;
}

/** Many questions are asked of each trace. */
const knownEvents = new WeakMap<Trace, { theCase: Case; events: Event[] }>();

function readEvents(theCase: Case, trace: Trace): Event[] {
  const end = theCase.steps.findIndex(({ call }) => call === 'close' || call === 'exit' || call === 'kill');
  if (end < 0) return [];
  return theCase.steps.flatMap((step, index) => {
    if (index <= end) return [];
    const started = parsed(step).call === 'await' ? theCase.steps.find((one) => parsed(one).async === parsed(step).args[0]) : undefined;
    const { call, args } = parsed(started ?? step);
    const [role, text] = [roles[call], trace.outcomes[index]];
    const outcome = text === undefined ? undefined : parseOutcome(text);
    if (role === undefined || text === undefined || outcome === undefined || outcome.kind === 'started') return [];
    return [{ role, fd: args[0] ?? '', outcome, text, isQuiet: args.includes('MSG_NOSIGNAL'), waiting: started !== undefined }];
  });
}

/** The kind of link between the two ends, `unix-pair`, or of the first socket, `unix-stream`, where a case connects in single steps. */
function linkOf(theCase: Case): string | undefined {
  const first = theCase.steps.find((step) => step.call === 'connect-pair' || step.call === 'socket');
  return first === undefined ? undefined : parsed(first).args[0];
}

/** A family of links that the answer speaks of. Streams, unless it says otherwise. */
export type Family = 'AF_UNIX' | 'AF_UNIX SEQPACKET' | 'TCP';

/** The family of a case's link; undefined for all others, such as pipes and datagrams. */
export function familyOf(theCase: Case): Family | undefined {
  const link = linkOf(theCase) ?? '';
  if (/^unix-(pair|path|abstract|stream)$/.test(link)) return 'AF_UNIX';
  if (link.startsWith('unix-seqpacket')) return 'AF_UNIX SEQPACKET';
  return link.startsWith('tcp') ? 'TCP' : undefined;
}

/** The name of the error that a call failed with; undefined if it did not fail. */
export function errnoOf({ outcome }: Event): string | undefined {
  return outcome.kind === 'failed' ? outcome.errno : undefined;
}

interface Words {
  async: string;
  call: string;
  args: string[];
}

/** A step's line is read once, however many traces there are. */
const knownWords = new WeakMap<Step, Words>();

function parsed(step: Step): Words {
  const known = knownWords.get(step);
  if (known !== undefined) return known;
  const [, , async = '-', call = '', ...args] = step.line.split(' ');
  const words = { async, call, args };
  knownWords.set(step, words);
  return words;
}
