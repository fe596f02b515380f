import type { CallMade } from './call-made.ts';

/** The functions that the lab's calls are, where their names differ. */
const functions: Record<string, string> = {
  'recv-fds': 'recvmsg',
  'send-fds': 'sendmsg',
  'send-credentials': 'sendmsg',
  'recv-credentials': 'recvmsg',
  'splice-in': 'splice',
  'splice-out': 'splice',
  'epoll-wait': 'epoll_wait',
  'kevent-wait': 'kevent',
  disconnect: 'connect (AF_UNSPEC)',
  'connect-short': 'connect',
  'peer-credentials': 'SO_PEERCRED',
  'set-nonblocking': 'fcntl',
  fill: 'write until full',
  drain: 'read until empty',
};

/** Flags that change what a call is. */
const telling = ['MSG_PEEK', 'MSG_OOB', 'MSG_WAITALL', 'MSG_ERRQUEUE', 'MSG_TRUNC'];

/** A call as a reader would name it, with what makes it unlike its kind: `recv with MSG_PEEK`, `read of 0 bytes`. */
export function callWords({ call, step, does }: Pick<CallMade, 'call' | 'step' | 'does'>): string {
  const name = does.kind === 'takes error' ? 'getsockopt (SO_ERROR)' : (functions[call] ?? call);
  if (does.kind === 'asks' && (call === 'getsockopt' || call === 'ioctl'))
    return `${call} (${/[A-Z][A-Z_0-9]+/.exec(step.text)?.[0] ?? ''})`;
  if (does.kind === 'sets option') return `${name} (${does.option})`;
  if (does.kind === 'shuts') return `${name} (${does.read && does.write ? 'SHUT_RDWR' : does.read ? 'SHUT_RD' : 'SHUT_WR'})`;
  if (does.kind !== 'reads' && does.kind !== 'writes') return name;
  const flags = telling.filter((flag) => does.flags.includes(flag));
  const isEmpty = (does.kind === 'reads' ? does.most : does.bytes) === 0;
  return `${name}${isEmpty ? ' of 0 bytes' : ''}${flags.length === 0 ? '' : ` with ${flags.join('|')}`}`;
}
