import { z } from 'zod';
import { fd, named, word, words } from '../argument.ts';
import { defineCall } from '../call.ts';

const timeout = z
  .union([z.int().min(0).max(60_000), z.literal('forever')], {
    error: "'timeout' is a number of milliseconds from 0 to 60000, or forever.",
  })
  .default(0)
  .meta({ description: 'milliseconds, or forever' });

const timeoutWord = (value: number | 'forever'): number => (value === 'forever' ? -1 : value);
const timeoutText = (value: number | 'forever'): string => (value === 'forever' ? 'forever' : `${value} ms`);

/** select, epoll and kqueue: the other ways to learn that something happened. */
export const events = [
  defineCall({
    name: 'select',
    summary: 'select() of one descriptor',
    outcomes: ['SETS', 'none', 'blocks'],
    args: { fd: fd(), sets: words(['READ', 'WRITE', 'EXCEPT'], 'which sets to put it in', ['READ', 'WRITE', 'EXCEPT']), timeout },
    does: ({ fd: name, sets }) => ({ kind: 'polls', fd: name, events: sets }),
    text: (args) => `select(${args.fd}, ${args.sets.join('|') || 'none'}, ${timeoutText(args.timeout)})`,
    words: (args, numbers) => [numbers.fd(args.fd), timeoutWord(args.timeout), ...args.sets],
  }),
  defineCall({
    name: 'epoll-create',
    summary: 'epoll_create() (Linux)',
    outcomes: ['done', 'unsupported: epoll'],
    args: { as: named('makes', 'its name') },
    does: ({ as }) => ({ kind: 'makes queue', as }),
    neverAsync: true,
  }),
  ...(['epoll-add', 'epoll-modify'] as const).map((name) =>
    defineCall({
      name,
      summary: `epoll_ctl(${name === 'epoll-add' ? 'EPOLL_CTL_ADD' : 'EPOLL_CTL_MOD'})`,
      outcomes: ['0', 'EEXIST', 'ENOENT', 'EPERM', 'unsupported: epoll'],
      args: {
        epoll: fd('the epoll descriptor'),
        fd: fd('the descriptor to watch'),
        events: words(['IN', 'PRI', 'OUT', 'RDHUP', 'ET', 'ONESHOT'], 'which events to ask for, and how', ['IN', 'PRI', 'OUT', 'RDHUP']),
      },
      does: ({ epoll, fd: watched, events: asked }) => ({ kind: 'watches', queue: epoll, fd: watched, events: asked }),
      neverAsync: true,
      label: (args) => `${name} ${args.fd}`,
    }),
  ),
  defineCall({
    name: 'epoll-delete',
    summary: 'epoll_ctl(EPOLL_CTL_DEL)',
    outcomes: ['0', 'ENOENT', 'unsupported: epoll'],
    args: { epoll: fd('the epoll descriptor'), fd: fd('the descriptor that was watched') },
    does: ({ epoll, fd: name }) => ({ kind: 'unwatches', queue: epoll, fd: name }),
    neverAsync: true,
    label: (args) => `epoll-delete ${args.fd}`,
  }),
  defineCall({
    name: 'epoll-wait',
    summary: 'epoll_wait(): the events of all descriptors that are ready',
    outcomes: ['EVENTS', 'none', 'blocks', 'unsupported: epoll'],
    args: { epoll: fd('the epoll descriptor'), timeout },
    does: ({ epoll }) => ({ kind: 'polls queue', queue: epoll }),
    text: (args) => `epoll_wait(${args.epoll}, ${timeoutText(args.timeout)})`,
    words: (args, numbers) => [numbers.fd(args.epoll), timeoutWord(args.timeout)],
  }),
  defineCall({
    name: 'kqueue',
    summary: 'kqueue() (macOS and the BSDs)',
    outcomes: ['done', 'unsupported: kqueue'],
    args: { as: named('makes', 'its name') },
    does: ({ as }) => ({ kind: 'makes queue', as }),
    neverAsync: true,
  }),
  defineCall({
    name: 'kevent-add',
    summary: 'kevent() with EV_ADD',
    outcomes: ['0', 'EINVAL', 'EPIPE', 'unsupported: kqueue'],
    args: {
      queue: fd('the kqueue'),
      fd: fd('the descriptor to watch'),
      filter: word(['READ', 'WRITE'], 'EVFILT_READ or EVFILT_WRITE'),
      flags: words(['CLEAR', 'ONESHOT'], 'EV_CLEAR, EV_ONESHOT'),
    },
    does: ({ queue, fd: name, filter }) => ({ kind: 'watches', queue, fd: name, events: [filter] }),
    neverAsync: true,
    label: (args) => `kevent-add ${args.fd} ${args.filter}`,
  }),
  defineCall({
    name: 'kevent-wait',
    summary: 'kevent(): the filters that fired, EOF, and the error that came with it',
    outcomes: ['=READ', '=READ EOF', '=READ EOF ECONNRESET', '=none', 'blocks', 'unsupported: kqueue'],
    args: { queue: fd('the kqueue'), timeout },
    does: ({ queue }) => ({ kind: 'polls queue', queue }),
    text: (args) => `kevent(${args.queue}, ${timeoutText(args.timeout)})`,
    words: (args, numbers) => [numbers.fd(args.queue), timeoutWord(args.timeout)],
  }),
];
