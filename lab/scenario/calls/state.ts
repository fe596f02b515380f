import { z } from 'zod';
import { fd, named, word } from '../argument.ts';
import { defineCall } from '../call.ts';

const addressClasses = ['=unnamed', '=path', '=abstract', '=inet', '=inet6', '=nothing', 'ENOTCONN', 'EINVAL'];

/** Calls about a descriptor itself: copies of it, its names, how it behaves. */
export const state = [
  defineCall({
    name: 'dup',
    summary: 'dup(): another descriptor for the same end, which keeps it open',
    outcomes: ['done', 'EMFILE'],
    args: { fd: fd(), as: named('makes', 'name of the copy') },
    does: ({ fd: name, as }) => ({ kind: 'copies', fd: name, as }),
    neverAsync: true,
  }),
  defineCall({
    name: 'disconnect',
    summary: 'connect() to an address of family AF_UNSPEC, which dissolves an association where that is possible',
    outcomes: ['0', 'EAFNOSUPPORT', 'EINVAL', 'EISCONN'],
    args: { fd: fd() },
    does: ({ fd: name }) => ({ kind: 'disconnects', fd: name }),
    text: ({ fd: name }) => `connect(${name}, AF_UNSPEC)`,
  }),
  defineCall({
    name: 'unlink',
    summary: 'unlink() the path that a socket was bound to',
    outcomes: ['0', 'ENOENT'],
    args: { fd: named('address of', 'the socket that was bound to it') },
    does: ({ fd: name }) => ({ kind: 'unlinks', fd: name }),
    neverAsync: true,
    text: ({ fd: name }) => `unlink(path of ${name})`,
  }),
  defineCall({
    name: 'set-nonblocking',
    summary: 'fcntl() that sets or clears O_NONBLOCK, for all copies of the descriptor',
    outcomes: ['0'],
    args: { fd: fd(), on: z.boolean().default(true).meta({ description: 'whether to set it or to clear it' }) },
    does: ({ fd: name, on }) => ({ kind: 'sets non-blocking', fd: name, on }),
    neverAsync: true,
    text: ({ fd: name, on }) => `fcntl(${name}, F_SETFL, ${on ? 'O_NONBLOCK' : '0'})`,
    words: ({ fd: name, on }, numbers) => [numbers.fd(name), on ? 1 : 0],
  }),
  defineCall({
    name: 'getpeername',
    summary: 'asks for the address of the peer; only its class is recorded',
    outcomes: addressClasses,
    args: { fd: fd() },
    does: ({ fd: name }) => ({ kind: 'asks', fd: name }),
    neverAsync: true,
  }),
  defineCall({
    name: 'getsockname',
    summary: 'asks for the address of the socket; only its class is recorded',
    outcomes: addressClasses,
    args: { fd: fd() },
    does: ({ fd: name }) => ({ kind: 'asks', fd: name }),
    neverAsync: true,
  }),
  defineCall({
    name: 'peer-credentials',
    summary: 'asks which process the peer is (SO_PEERCRED, LOCAL_PEERPID, LOCAL_PEERCRED), in words relative to the one that asks',
    outcomes: ['=self', '=its process', '=another process', '=nobody', 'ENOTCONN', 'ENOPROTOOPT', 'unsupported: WHAT'],
    args: { fd: fd() },
    does: ({ fd: name }) => ({ kind: 'asks', fd: name }),
    neverAsync: true,
  }),
  defineCall({
    name: 'ioctl',
    summary: 'asks for a number: FIONREAD (bytes to read), SIOCATMARK (at the out-of-band mark), SIOCOUTQ (bytes not yet taken)',
    outcomes: ['=VALUE', 'ENOTTY', 'EOPNOTSUPP', 'EINVAL'],
    args: { fd: fd(), request: word(['FIONREAD', 'SIOCATMARK', 'SIOCOUTQ'], 'the request') },
    does: ({ fd: name }) => ({ kind: 'asks', fd: name }),
    neverAsync: true,
    label: (args) => `ioctl ${args.fd} ${args.request}`,
  }),
];
