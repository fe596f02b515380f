import { data, fd, size, sizeOr, word, words } from '../argument.ts';
import { defineCall } from '../call.ts';
import { reads, writes } from '../effect.ts';
import { bytesOf, oneWayToSay, payloadText, payloadWord } from '../payload.ts';

const receiveFlags = ['MSG_DONTWAIT', 'MSG_NOSIGNAL', 'MSG_OOB', 'MSG_PEEK', 'MSG_TRUNC', 'MSG_WAITALL'] as const;
const sendFlags = ['MSG_DONTWAIT', 'MSG_EOR', 'MSG_MORE', 'MSG_NOSIGNAL', 'MSG_OOB'] as const;

const received = ['COUNT', 'EOF', 'ECONNRESET', 'ENOTCONN', 'EAGAIN', 'blocks'];
const sent = ['COUNT', 'EPIPE+SIGPIPE', 'ECONNRESET', 'ENOTCONN', 'EMSGSIZE', 'EAGAIN', 'blocks'];

const payload = {
  data,
  size: size('how many bytes of the pattern abc…zabc… to send, instead of data'),
};

/** Calls that move bytes. */
export const transferring = [
  defineCall({
    name: 'read',
    summary: 'read() at most so many bytes',
    outcomes: received,
    args: { fd: fd(), size: sizeOr(64, 'how many bytes at most') },
    does: ({ fd: name, size: most }) => reads({ fd: name, most }),
  }),
  defineCall({
    name: 'write',
    summary: 'write()',
    outcomes: sent,
    args: { fd: fd(), ...payload },
    does: (args) => writes({ fd: args.fd, bytes: bytesOf(args) }),
    rule: oneWayToSay,
    text: (args) => `write(${args.fd}, ${payloadText(args)})`,
    words: (args, numbers) => [numbers.fd(args.fd), payloadWord(args)],
  }),
  defineCall({
    name: 'recv',
    summary: 'recv() at most so many bytes',
    outcomes: received,
    args: { fd: fd(), size: sizeOr(64, 'how many bytes at most'), flags: words(receiveFlags, 'flags') },
    does: ({ fd: name, size: most, flags }) => reads({ fd: name, most, flags }),
  }),
  defineCall({
    name: 'send',
    summary: 'send()',
    outcomes: ['EPIPE', ...sent],
    args: { fd: fd(), ...payload, flags: words(sendFlags, 'flags') },
    does: (args) => writes({ fd: args.fd, bytes: bytesOf(args), flags: args.flags }),
    rule: oneWayToSay,
    text: (args) => `send(${[args.fd, payloadText(args), ...(args.flags.length > 0 ? [args.flags.join('|')] : [])].join(', ')})`,
    words: (args, numbers) => [numbers.fd(args.fd), payloadWord(args), ...args.flags],
  }),
  defineCall({
    name: 'shutdown',
    summary: 'shutdown() one direction of a connection, or both',
    outcomes: ['0', 'ENOTCONN', 'EINVAL'],
    args: { fd: fd(), how: word(['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR'], 'which direction') },
    does: ({ fd: name, how }) => ({ kind: 'shuts', fd: name, read: how !== 'SHUT_WR', write: how !== 'SHUT_RD' }),
    neverAsync: true,
  }),
];
