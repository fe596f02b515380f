import { z } from 'zod';
import { fd, named, namedOr, newPair, word } from '../argument.ts';
import { defineCall, list } from '../call.ts';

const links = [
  'unix-pair',
  'unix-path',
  'unix-abstract',
  'unix-autobind',
  'unix-seqpacket-pair',
  'unix-seqpacket-path',
  'unix-dgram-pair',
  'unix-dgram-path',
  'unix-dgram-oneway',
  'tcp4',
  'tcp6',
  'mptcp4',
  'udp4',
  'udp6',
  'udp4-oneway',
  'vsock',
  'pipe',
  'fifo',
  'pty',
] as const;

const kinds = ['unix-stream', 'unix-seqpacket', 'unix-dgram', 'tcp4', 'tcp6', 'udp4', 'udp6'] as const;

const isInternet = (name: string): boolean => /^(tcp|udp|mptcp)/.test(name);

/**
 * When a SYN that nobody answered is sent again (ms): one second after the first, as RFC 6298 has it (2.1), by all systems of today. A
 * connect() that waits for room in a backlog is over then if the listener has gone (measured on Linux 6.18: 1.004 s).
 */
const synAgainMs = 1000;

/** Calls that make sockets and connections. */
export const connecting = [
  defineCall({
    name: 'connect-pair',
    summary: 'makes two connected ends: the first is the one that connected, or the end of a pipe for writing',
    outcomes: ['done', 'unsupported: WHAT', 'setup failed: WHAT'],
    args: {
      link: word(links, 'how the two ends are connected'),
      as: newPair('names of the two ends'),
    },
    does: ({ link, as }) => ({ kind: 'makes pair', link, as }),
    neverAsync: true,
    makesInternet: ({ link }) => isInternet(link),
    makesFile: ({ link }) => link === 'fifo' || link === 'pty',
    label: ({ as }) => `connect-pair ${as.join(' ')}`,
  }),
  defineCall({
    name: 'socket',
    summary: 'makes a socket',
    outcomes: ['done', 'unsupported: WHAT', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'],
    args: { kind: word(kinds, 'its family and type'), as: named('makes', 'its name') },
    does: ({ kind, as }) => ({ kind: 'makes socket', socket: kind, as }),
    neverAsync: true,
    makesInternet: ({ kind }) => isInternet(kind),
    label: ({ as }) => `socket ${as}`,
  }),
  defineCall({
    name: 'bind',
    summary: 'binds a socket to a fresh address, or to one that another socket has or had',
    outcomes: ['0', 'EADDRINUSE', 'EADDRNOTAVAIL', 'EINVAL'],
    args: {
      fd: named('binds', 'the socket'),
      address: z
        .enum(['path', 'abstract', 'autobind', 'loopback'])
        .optional()
        .meta({ description: 'what sort of address; by default path for AF_UNIX, loopback for the internet' }),
      like: namedOr('address of', 'the socket whose address it is to be, instead of a fresh one'),
    },
    does: ({ fd: name }) => ({ kind: 'binds', fd: name }),
    neverAsync: true,
    rule: ({ address, like }) =>
      address !== undefined && like !== undefined ? "'address' and 'like' exclude each other: take one out." : undefined,
    text: ({ fd: name, address, like }) =>
      like === undefined ? `bind(${[name, ...list(address)].join(', ')})` : `bind(${name}, address of ${like})`,
    planName: ({ like }) => (like === undefined ? 'bind' : 'bind-like'),
    words: ({ fd: name, address, like }, numbers) => [
      numbers.fd(name),
      like === undefined ? (address ?? (numbers.isInternet(name) ? 'loopback' : 'path')) : numbers.fd(like),
    ],
  }),
  defineCall({
    name: 'listen',
    summary: 'makes a socket accept connections',
    outcomes: ['0', 'EINVAL', 'EOPNOTSUPP'],
    args: {
      fd: fd('the socket'),
      backlog: z.int().min(0).max(65535).default(16).meta({ description: 'how many connections may be pending' }),
    },
    does: ({ fd: name }) => ({ kind: 'listens', fd: name }),
    neverAsync: true,
  }),
  defineCall({
    name: 'connect',
    summary: 'connects a socket to the address that another one was bound to, even if that one has been closed',
    outcomes: ['0', 'ECONNREFUSED', 'EINPROGRESS', 'EISCONN', 'EAGAIN', 'ENOENT', 'blocks'],
    kernelTimerMs: ({ fd: name }, numbers) => (numbers.isInternet(name) ? synAgainMs : 0),
    args: { fd: fd('the socket'), to: named('address of', 'the socket whose address it is') },
    does: ({ fd: name, to }) => ({ kind: 'connects', fd: name, to }),
  }),
  defineCall({
    name: 'connect-short',
    summary: "connect() with only the first bytes of an address of the socket's own family, or without an address",
    outcomes: ['EINVAL', 'EAFNOSUPPORT', 'EFAULT', 'ECONNREFUSED'],
    args: { fd: fd('the socket'), length: z.int().min(0).max(16).default(0).meta({ description: 'how many bytes of the address' }) },
    does: () => ({ kind: 'nothing' }),
    neverAsync: true,
    text: ({ fd: name, length }) => `connect(${name}, ${length} bytes of an address)`,
  }),
  defineCall({
    name: 'accept',
    summary: 'takes a pending connection from a listening socket',
    outcomes: ['done', 'ECONNABORTED', 'EINVAL', 'EAGAIN', 'blocks'],
    args: { fd: fd('the listening socket'), as: named('makes', 'name of the accepted end') },
    does: ({ fd: name, as }) => ({ kind: 'accepts', fd: name, as }),
  }),
];
