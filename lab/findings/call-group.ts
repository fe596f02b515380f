import type { CallMade } from './call-made.ts';

/** Calls that are looked up together: a page of `reports/calls/`. */
export interface CallGroup {
  id: string;
  title: string;
  has: (call: Pick<CallMade, 'call' | 'does'>) => boolean;
}

/** All groups, in the order of the index. A call belongs to at most one. */
export const callGroups: readonly CallGroup[] = [
  {
    id: 'read',
    title: 'read, readv, recv, recvfrom, recvmsg, recvmmsg, splice',
    has: ({ does }) => does.kind === 'reads' || does.kind === 'drains',
  },
  {
    id: 'write',
    title: 'write, writev, send, sendto, sendmsg, sendmmsg, sendfile, splice',
    has: ({ does }) => does.kind === 'writes' || does.kind === 'fills',
  },
  { id: 'connect', title: 'connect', has: ({ does }) => does.kind === 'connects' || does.kind === 'disconnects' },
  { id: 'listen', title: 'bind and listen', has: ({ does }) => does.kind === 'binds' || does.kind === 'listens' },
  { id: 'accept', title: 'accept', has: ({ does }) => does.kind === 'accepts' },
  { id: 'shutdown', title: 'shutdown', has: ({ does }) => does.kind === 'shuts' },
  { id: 'close', title: 'close', has: ({ does }) => does.kind === 'closes' },
  { id: 'poll', title: 'poll', has: ({ does, call }) => does.kind === 'polls' && call === 'poll' },
  { id: 'select', title: 'select', has: ({ does, call }) => does.kind === 'polls' && call === 'select' },
  { id: 'epoll', title: 'epoll_wait and epoll_ctl', has: ({ call }) => call.startsWith('epoll') },
  { id: 'kqueue', title: 'kevent', has: ({ call }) => call.startsWith('kevent') },
  { id: 'so-error', title: 'getsockopt(SO_ERROR)', has: ({ does }) => does.kind === 'takes error' },
  { id: 'setsockopt', title: 'setsockopt', has: ({ does }) => does.kind === 'sets option' },
  { id: 'asking', title: 'getpeername, getsockname, getsockopt, ioctl', has: ({ does }) => does.kind === 'asks' },
];

/** The group that a call belongs to; none for calls that make or copy descriptors. */
export function callGroupOf(call: Pick<CallMade, 'call' | 'does'>): CallGroup | undefined {
  return callGroups.find((group) => group.has(call));
}
