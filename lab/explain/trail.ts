import type { Family } from '../facts/facts.ts';
import { answersIn, outcomeText } from './answer.ts';
import type { Answer } from './answer.ts';
import { fits } from './calls-seen.ts';
import type { Known } from './calls-seen.ts';
import { search } from './search.ts';
import type { Catalogue } from './search.ts';
import { descriptorIn } from './strace.ts';
import type { Trace, TracedCall } from './strace.ts';

/** What one open socket went through, as strace saw it. */
export interface Trail {
  /** A descriptor that names it, the last one that a call used. */
  fd: number;
  link: Family | undefined;
  /** The calls on it, in order. */
  calls: readonly TracedCall[];
}

/** One line of a trace, and what must have happened on the other side when it was written; empty where it tells nothing. */
interface Annotation {
  line: number;
  text: string;
  means: string;
}

/** What a trail tells. */
export interface Explained {
  annotations: readonly Annotation[];
  /** Of the call at which the peer was seen gone: an error, else the end of data, else the last call if it did not return. */
  decisive: { call: string; outcome: string; answers: readonly Answer[] } | undefined;
}

const readers = new Set('read readv recv recvfrom recvmsg recvmmsg'.split(' '));
const writers = new Set('write writev send sendto sendmsg sendmmsg sendfile'.split(' '));
/** Errors that say something of the other side. */
const telling = new Set('ECONNRESET EPIPE ECONNREFUSED ETIMEDOUT ECONNABORTED EHOSTUNREACH ENETUNREACH ENOTCONN'.split(' '));

/** Everything in a trace that was open, one trail for each time that a socket was opened; what was open before the trace began counts from its first use. */
export function trailsIn({ calls }: Trace): Trail[] {
  const tables = new Map<number, Map<number, { fd: number; link: Family | undefined; calls: TracedCall[] }>>();
  const all: { fd: number; link: Family | undefined; calls: TracedCall[] }[] = [];
  const tableOf = (pid: number): Map<number, (typeof all)[number]> => {
    const table = tables.get(pid) ?? new Map<number, (typeof all)[number]>();
    tables.set(pid, table);
    return table;
  };
  const open = (pid: number, fd: number, link: Family | undefined, call: TracedCall): void => {
    const trail = { fd, link, calls: [call] };
    all.push(trail);
    tableOf(pid).set(fd, trail);
  };
  for (const call of calls) {
    const { pid, name, args, result } = call;
    const value = result?.value ?? -1;
    if (/^(?:clone3?|v?fork)$/.test(name)) {
      // Threads share their table; a child process has a copy.
      if (value > 0) tables.set(value, args.some((arg) => arg.includes('CLONE_FILES')) ? tableOf(pid) : new Map(tableOf(pid)));
      continue;
    }
    if (name === 'socket' && value >= 0) open(pid, value, familyOf(args[0], args[1]), call);
    else if (name === 'socketpair' || name === 'pipe' || name === 'pipe2') {
      const fds = [...(args.find((arg) => arg.startsWith('[')) ?? '').matchAll(/\d+(?=[,\]<])/g)].map(([digits]) => Number(digits));
      const link = name === 'socketpair' ? familyOf(args[0], args[1]) : 'pipe';
      if (value === 0) for (const fd of fds) open(pid, fd, link, call);
    } else {
      const fd = descriptorIn(args[0]);
      if (fd === undefined) continue;
      const table = tableOf(pid);
      if (!table.has(fd)) open(pid, fd, linkOfDecoration(args[0]), call);
      else table.get(fd)?.calls.push(call);
      const trail = table.get(fd);
      if (trail === undefined) continue;
      trail.link ??= linkOfDecoration(args[0]);
      trail.fd = fd;
      if (/^accept4?$/.test(name) && value >= 0) open(pid, value, trail.link, call);
      else if (/^dup[23]?$/.test(name) && value >= 0) table.set(value, trail);
      else if (name === 'fcntl' && /F_DUPFD/.test(args[1] ?? '') && value >= 0) table.set(value, trail);
      else if (name === 'close' && value === 0) table.delete(fd);
    }
  }
  return all;
}

/** The trail to explain: that of a descriptor if one is asked for, else the one whose last error tells most, else one that ends, else one that hangs. */
export function pickTrail(trails: readonly Trail[], fd?: number): Trail | undefined {
  const own = trails.filter(
    (trail) =>
      isSocket(trail) &&
      (fd === undefined || trail.calls.some(({ args, result }) => descriptorIn(args[0]) === fd || result?.value === fd || trail.fd === fd)),
  );
  const weigh = (trail: Trail): number => {
    const at = decisiveAt(trail);
    const call = at === undefined ? undefined : trail.calls[at];
    if (call === undefined) return 0;
    return call.result === undefined ? 1 : call.result.errno === undefined ? 2 : 3;
  };
  return own.reduce<Trail | undefined>((best, trail) => (best === undefined || weigh(trail) >= weigh(best) ? trail : best), undefined);
}

/** Files are opened and read too: a socket is what was made as one, or did what only sockets do. */
function isSocket({ link, calls }: Trail): boolean {
  return (
    link !== undefined ||
    calls.some(
      ({ name, result }) => /^(?:recv|send|connect|accept|shutdown|get(?:peer|sock))/.test(name) || telling.has(result?.errno ?? ''),
    )
  );
}

/** The trail line by line, and the likeliest causes of its decisive call. */
export function explainTrail(trail: Trail, trace: Trace, catalogue: Catalogue): Explained {
  const known = { hasSent: false, reported: [] as string[], shut: { read: false, write: false } };
  const annotations: Annotation[] = [];
  const decisive = decisiveAt(trail);
  let found: Explained['decisive'];
  for (const [at, call] of trail.calls.entries()) {
    const answers = isTelling(call) ? causesOf(call, trail, known, catalogue) : [];
    annotations.push({ line: call.line, text: call.text, means: meaningOf(call, answers) });
    if (at === decisive) found = { call: sortOf(call), outcome: outcomeOf(call), answers };
    learn(known, call);
  }
  const lines = new Set(trail.calls.map(({ line }) => line));
  const pids = new Set(trail.calls.map(({ pid }) => pid));
  for (const { line, pid, signal, end } of trace.events) {
    const isOurs = pids.has(pid) && (signal === 'SIGPIPE' || end === 'killed by SIGPIPE') && !lines.has(line);
    if (isOurs)
      annotations.push({
        line,
        text: trace.lines[line] ?? '',
        means: signal === 'SIGPIPE' ? 'the kernel sends SIGPIPE along with EPIPE' : 'SIGPIPE was neither ignored nor handled',
      });
  }
  return { annotations: annotations.toSorted((one, other) => one.line - other.line), decisive: found };
}

/** The first error that tells of the other side; else the first end of data; else the last call if it hangs. */
function decisiveAt({ calls }: Trail): number | undefined {
  const error = calls.findIndex(({ result }) => telling.has(result?.errno ?? ''));
  if (error >= 0) return error;
  const end = calls.findIndex((call) => readers.has(call.name) && call.result?.value === 0);
  if (end >= 0) return end;
  const hanging = calls.findIndex(({ result }) => result === undefined);
  return hanging >= 0 ? hanging : undefined;
}

function isTelling(call: TracedCall): boolean {
  return call.result === undefined
    ? readers.has(call.name) || writers.has(call.name)
    : telling.has(call.result.errno ?? '') || (readers.has(call.name) && call.result.value === 0);
}

function causesOf(call: TracedCall, { link }: Trail, known: Known, catalogue: Catalogue): Answer[] {
  const terms = [
    { key: 'call' as const, value: sortOf(call), not: false },
    { key: 'outcome' as const, value: outcomeOf(call), not: false },
    ...(link === undefined ? [] : [{ key: 'link' as const, value: link.toLowerCase().replace('af_unix ', ''), not: false }]),
  ];
  const isUnix = link?.startsWith('AF_UNIX') === true;
  const matches = search({ terms }, catalogue).filter(
    ({ cause }) => fits(cause, known) && (link === undefined || isUnix === cause.link.startsWith('AF_UNIX')),
  );
  return answersIn(matches, catalogue);
}

function sortOf({ name }: TracedCall): string {
  if (readers.has(name)) return 'read';
  return writers.has(name) ? 'write' : name.replace(/^accept4$/, 'accept');
}

function outcomeOf(call: TracedCall): string {
  if (call.result === undefined) return 'blocks';
  if (call.result.errno !== undefined) return call.result.errno;
  return readers.has(call.name) ? (call.result.value === 0 ? 'EOF' : 'data') : 'succeeds';
}

function meaningOf(call: TracedCall, answers: readonly Answer[]): string {
  const { name, args, result } = call;
  const [likeliest] = answers;
  if (likeliest !== undefined) {
    const did = likeliest.did.replace(/\.$/, '');
    const others = answers.length > 1 ? ` (likeliest of ${answers.length})` : '';
    return `${outcomeText(outcomeOf(call))}: by now ${did.charAt(0).toLowerCase()}${did.slice(1)}${others}`;
  }
  if (result === undefined) return 'did not return before the trace ended';
  if (result.errno === 'EAGAIN' || result.errno === 'EINPROGRESS' || result.errno === 'EINTR')
    return result.errno === 'EAGAIN' ? 'nothing yet: the other side is still there, as far as this end knows' : '';
  if (result.errno !== undefined)
    return telling.has(result.errno) ? `${outcomeText(result.errno)}: the lab has measured no cause that fits` : '';
  if (name === 'connect') return 'connected: the other side listens, and need not have accepted yet';
  if (/^accept4?$/.test(name)) return 'the other side had connected';
  if (readers.has(name)) return result.value > 0 ? `the other side had sent these ${result.value} bytes` : '';
  if (writers.has(name)) return result.value > 0 ? `your kernel took ${result.value} bytes; that the other side read them is not said` : '';
  if (name === 'shutdown')
    return `you shut ${args[1] ?? ''}: ${/WR/.test(args[1] ?? '') ? 'the other side reads the end after your data' : 'you read no more'}`;
  return name === 'close' ? 'you closed this descriptor' : '';
}

function learn(
  known: { hasSent: boolean; reported: string[]; shut: { read: boolean; write: boolean } },
  { name, args, result }: TracedCall,
): void {
  const errno = result?.errno;
  if (errno !== undefined && telling.has(errno) && errno !== 'ENOTCONN' && !known.reported.includes(errno)) known.reported.push(errno);
  if (writers.has(name) && (result?.value ?? 0) > 0) known.hasSent = true;
  if (name !== 'shutdown' || result?.value !== 0) return;
  known.shut.read ||= /SHUT_RD/.test(args[1] ?? '');
  known.shut.write ||= /SHUT_(?:WR|RDWR)/.test(args[1] ?? '');
}

function familyOf(domain = '', type = ''): Family | undefined {
  const kind = /SOCK_(\w+)/.exec(type)?.[1];
  if (/AF_(?:UNIX|LOCAL)/.test(domain))
    return kind === 'DGRAM' ? 'AF_UNIX datagram' : kind === 'SEQPACKET' ? 'AF_UNIX seqpacket' : 'AF_UNIX stream';
  if (/AF_INET6?/.test(domain)) return kind === 'DGRAM' ? 'UDP' : kind === 'STREAM' ? 'TCP' : undefined;
  return /AF_VSOCK/.test(domain) ? 'AF_VSOCK' : undefined;
}

/** What -yy says of a descriptor. */
function linkOfDecoration(arg = ''): Family | undefined {
  const word = /^\d+<(\w+(?:-\w+)?)/.exec(arg)?.[1] ?? '';
  if (word.startsWith('TCP')) return 'TCP';
  if (word.startsWith('UDP')) return 'UDP';
  if (!word.startsWith('UNIX')) return undefined;
  return word === 'UNIX-DGRAM' ? 'AF_UNIX datagram' : word === 'UNIX-SEQPACKET' ? 'AF_UNIX seqpacket' : 'AF_UNIX stream';
}
