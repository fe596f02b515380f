import type { CallMade } from '../findings/call-made.ts';

/** A kind of outcome that has a page of its own. */
export interface OutcomeKind {
  /** The page's name: `ECONNRESET`, `EOF`, `POLLHUP`. */
  id: string;
  title: string;
  /** What people see of it, and search for. */
  alsoSeenAs: string;
}

/** Words by which people know an outcome. Errors that are not here go by their name alone. */
const words: Record<string, { title: string; alsoSeenAs: string }> = {
  ECONNRESET: {
    title: 'ECONNRESET: connection reset by peer',
    alsoSeenAs:
      '"Connection reset by peer", `read ECONNRESET` (Node.js), `ConnectionResetError` (Python), errno 104 on Linux, 54 on macOS and the BSDs. ' +
      'Often after the other process was killed (SIGKILL, a container that Docker stopped) or closed an idle keep-alive connection.',
  },
  EPIPE: {
    title: 'EPIPE: broken pipe',
    alsoSeenAs: '"Broken pipe", `write EPIPE` (Node.js), `BrokenPipeError` (Python), errno 32, exit status 141 (128 + SIGPIPE).',
  },
  EOF: {
    title: 'EOF: a read returns 0',
    alsoSeenAs:
      '"End of file", "unexpected EOF", `read() = 0` in strace, "premature end of response", "upstream prematurely closed connection".',
  },
  SIGPIPE: {
    title: 'SIGPIPE: a write sends a signal',
    alsoSeenAs: 'a process that ends without a message, exit status 141, "killed by SIGPIPE", MSG_NOSIGNAL, SO_NOSIGPIPE.',
  },
  ENOTCONN: {
    title: 'ENOTCONN: not connected',
    alsoSeenAs: '"Transport endpoint is not connected" (Linux, errno 107), "Socket is not connected" (macOS and the BSDs, errno 57).',
  },
  EINVAL: { title: 'EINVAL: invalid argument', alsoSeenAs: '"Invalid argument", errno 22.' },
  EAGAIN: {
    title: 'EAGAIN: try again',
    alsoSeenAs:
      '"Resource temporarily unavailable", EWOULDBLOCK, errno 11 on Linux, 35 on macOS and the BSDs, `BlockingIOError` (Python), SO_RCVTIMEO.',
  },
  ETIMEDOUT: {
    title: 'ETIMEDOUT: connection timed out',
    alsoSeenAs: '"Connection timed out", errno 110 on Linux, keep-alive, TCP_USER_TIMEOUT.',
  },
  ECONNREFUSED: {
    title: 'ECONNREFUSED: connection refused',
    alsoSeenAs:
      '"Connection refused", `connect ECONNREFUSED` (Node.js), `ConnectionRefusedError` (Python), errno 111 on Linux, 61 on macOS and the BSDs.',
  },
  ECONNABORTED: {
    title: 'ECONNABORTED: connection aborted',
    alsoSeenAs: '"Software caused connection abort", errno 103 on Linux, 53 on macOS and the BSDs.',
  },
  blocks: {
    title: 'Blocks: the call does not return',
    alsoSeenAs: 'a program that hangs, "stuck in read", "stuck in accept", no time-out.',
  },
  POLLHUP: {
    title: 'POLLHUP: hang up',
    alsoSeenAs: 'POLLHUP without POLLIN, EPOLLHUP, `poll()` that returns at once again and again, a loop that uses all of a processor.',
  },
  POLLERR: { title: 'POLLERR: an error is pending', alsoSeenAs: 'EPOLLERR, SO_ERROR.' },
  POLLRDHUP: { title: 'POLLRDHUP: the peer writes no more', alsoSeenAs: 'EPOLLRDHUP, half-closed connection, SHUT_WR.' },
};

/** The kind of outcome with this id. */
export function outcomeKind(id: string): OutcomeKind {
  return { id, ...(words[id] ?? { title: id, alsoSeenAs: '' }) };
}

/** The kinds that a call's outcome is of; none for plain success. */
export function kindsOf({ outcome, does }: CallMade): string[] {
  const kinds: string[] = [];
  switch (outcome.kind) {
    case 'failed':
      kinds.push(outcome.errno);
      break;
    case 'eof':
      kinds.push('EOF');
      break;
    case 'blocks':
      kinds.push('blocks');
      break;
    case 'killed':
      kinds.push(outcome.signal);
      break;
    case 'value':
      if (does.kind === 'takes error' && /^E[A-Z]+$/.test(outcome.value)) kinds.push(outcome.value);
      break;
    case 'events':
      for (const event of ['HUP', 'ERR', 'RDHUP']) if (outcome.events.includes(event)) kinds.push(`POLL${event}`);
      break;
    default:
  }
  if ('along' in outcome && outcome.along.includes('SIGPIPE')) kinds.push('SIGPIPE');
  return kinds;
}
