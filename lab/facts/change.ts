import type { Outcome } from '../results/outcome.ts';
import type { Effect } from '../scenario/effect.ts';
import { End } from './end.ts';

/** Errors that say nothing of the connection: they belong to the call that failed with them. */
const ofTheCall = new Set(
  'EAGAIN EINTR EINVAL EMSGSIZE EOPNOTSUPP ENOTCONN EBADF EISCONN EINPROGRESS EALREADY ESPIPE ENOTSOCK ENOTTY'.split(' '),
);

/** Calls whose errors are those of the connection. */
const telling: ReadonlySet<Effect['kind']> = new Set(['reads', 'writes', 'fills', 'drains', 'connects', 'accepts', 'takes error', 'polls']);

/** Two ends that are connected to each other; of a one-way link, only the first to the second. */
export function makePair(link: string): [End, End] {
  const [first, second] = [new End(link, true), new End(link)];
  first.peer = second;
  first.connection = 'connected';
  if (!link.endsWith('-oneway')) {
    second.peer = first;
    second.connection = 'connected';
  }
  return [first, second];
}

/** What a call's outcome says of the connection. */
export function note(end: End, { kind }: Effect, outcome: Outcome | undefined): void {
  const errno = outcome?.kind === 'failed' ? outcome.errno : outcome?.kind === 'value' ? /^E[A-Z]+$/.exec(outcome.value)?.[0] : undefined;
  if (errno === undefined || ofTheCall.has(errno) || !telling.has(kind)) return;
  end.pollSaidError = false;
  if (errno === 'ECONNREFUSED' && end.connection === 'connecting') end.connection = 'refused';
  if (!end.reported.includes(errno)) end.reported.push(errno);
}

/** shutdown(). */
export function shut(end: End, does: Extract<Effect, { kind: 'shuts' }>, outcome: Outcome | undefined): void {
  const isDone = outcome === undefined || outcome.kind === 'returned';
  // Some systems shut the direction although they say ENOTCONN.
  if (!isDone && !(outcome.kind === 'failed' && outcome.errno === 'ENOTCONN')) return;
  if (does.read && end.shutRead !== true) end.shutRead = isDone || 'unknown';
  if (does.write && end.shutWrite !== true) end.shutWrite = isDone || 'unknown';
}

/** setsockopt() of an option that facts speak of. */
export function setOption(end: End, option: string, value: readonly number[]): void {
  if (option === 'SO_LINGER') end.lingerZero = (value[0] ?? 0) !== 0 && value[1] === 0;
  if (option === 'SO_RCVTIMEO' || option === 'SO_SNDTIMEO') end.timeout = (value[0] ?? 0) > 0;
}
