import { z } from 'zod';
import { fd, named, newPair, word } from '../argument.ts';
import { defineCall } from '../call.ts';

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
  'pipe',
  'fifo',
  'pty',
] as const;

const kinds = ['unix-stream', 'unix-seqpacket', 'unix-dgram', 'tcp4', 'tcp6', 'udp4', 'udp6'] as const;

const isInternet = (name: string): boolean => /^(tcp|udp|mptcp)/.test(name);

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
    summary: 'binds a socket to a fresh address',
    outcomes: ['0', 'EADDRINUSE', 'EADDRNOTAVAIL', 'EINVAL'],
    args: {
      fd: named('binds', 'the socket'),
      address: z
        .enum(['path', 'abstract', 'autobind', 'loopback'])
        .optional()
        .meta({ description: 'what sort of address; by default path for AF_UNIX, loopback for the internet' }),
    },
    does: ({ fd: name }) => ({ kind: 'binds', fd: name }),
    neverAsync: true,
    words: ({ fd: name, address }, numbers) => [numbers.fd(name), address ?? (numbers.isInternet(name) ? 'loopback' : 'path')],
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
    args: { fd: fd('the socket'), to: named('address of', 'the socket whose address it is') },
    does: ({ fd: name, to }) => ({ kind: 'connects', fd: name, to }),
  }),
  defineCall({
    name: 'accept',
    summary: 'takes a pending connection from a listening socket',
    outcomes: ['done', 'ECONNABORTED', 'EINVAL', 'EAGAIN', 'blocks'],
    args: { fd: fd('the listening socket'), as: named('makes', 'name of the accepted end') },
    does: ({ fd: name, as }) => ({ kind: 'accepts', fd: name, as }),
  }),
];
