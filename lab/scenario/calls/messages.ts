import { z } from 'zod';
import { data, fd, named, namedList, size, sizeOr, words } from '../argument.ts';
import { defineCall } from '../call.ts';
import { reads, writes } from '../effect.ts';
import { bytesOf, oneWayToSay, payloadText, payloadWord } from '../payload.ts';

const receiveFlags = ['MSG_DONTWAIT', 'MSG_ERRQUEUE', 'MSG_OOB', 'MSG_PEEK', 'MSG_TRUNC', 'MSG_WAITALL'] as const;
const sendFlags = ['MSG_DONTWAIT', 'MSG_EOR', 'MSG_MORE', 'MSG_NOSIGNAL', 'MSG_OOB'] as const;

const received = ['COUNT', 'EOF', 'ECONNRESET', 'ENOTCONN', 'EAGAIN', 'blocks'];
const sent = ['COUNT', 'EPIPE+SIGPIPE', 'ECONNRESET', 'ENOTCONN', 'EMSGSIZE', 'EAGAIN', 'blocks'];

const payload = { data, size: size('how many bytes of the pattern abc…zabc… to send, instead of data') };
const sizes = z
  .array(
    z
      .int()
      .min(0)
      .max(2 ** 20),
  )
  .min(1)
  .max(16);
const messageCount = z.int().min(1).max(8);

/** Calls that move bytes in vectors, in messages, from file to socket, or as many as will go; and descriptors along with them. */
export const messages = [
  defineCall({
    name: 'readv',
    summary: 'readv() into buffers of these sizes',
    outcomes: received,
    args: { fd: fd(), sizes: sizes.meta({ description: 'the size of each buffer' }) },
    does: ({ fd: name, sizes: list }) => reads({ fd: name, most: sum(list) }),
    text: ({ fd: name, sizes: list }) => `readv(${name}, [${list.join(', ')}])`,
  }),
  defineCall({
    name: 'writev',
    summary: 'writev() of pieces of these sizes',
    outcomes: sent,
    args: { fd: fd(), sizes: sizes.meta({ description: 'the size of each piece of the pattern abc…z' }) },
    does: ({ fd: name, sizes: list }) => writes({ fd: name, bytes: sum(list) }),
    text: ({ fd: name, sizes: list }) => `writev(${name}, [${list.join(', ')}])`,
  }),
  defineCall({
    name: 'sendto',
    summary: 'sendto() the address that another socket was bound to, even if that one has been closed',
    outcomes: [...sent, 'ECONNREFUSED', 'ENOENT', 'EISCONN'],
    args: {
      fd: fd(),
      to: named('address of', 'the socket whose address it is'),
      ...payload,
      flags: words(sendFlags, 'flags'),
    },
    does: (args) => writes({ fd: args.fd, to: args.to, bytes: bytesOf(args), flags: args.flags }),
    rule: oneWayToSay,
    text: (args) => `sendto(${[args.fd, `address of ${args.to}`, payloadText(args), ...flagText(args.flags)].join(', ')})`,
    words: (args, numbers) => [numbers.fd(args.fd), numbers.fd(args.to), payloadWord(args), ...args.flags],
  }),
  defineCall({
    name: 'sendmsg',
    summary: 'sendmsg() of one buffer and no control message',
    outcomes: sent,
    args: { fd: fd(), ...payload, flags: words(sendFlags, 'flags') },
    does: (args) => writes({ fd: args.fd, bytes: bytesOf(args), flags: args.flags }),
    rule: oneWayToSay,
    text: (args) => `sendmsg(${[args.fd, payloadText(args), ...flagText(args.flags)].join(', ')})`,
    words: (args, numbers) => [numbers.fd(args.fd), payloadWord(args), ...args.flags],
  }),
  defineCall({
    name: 'recvmsg',
    summary: 'recvmsg(); descriptors that come are counted and closed',
    outcomes: [...received, 'COUNT+MSG_TRUNC', 'COUNT+MSG_CTRUNC', 'COUNT+MSG_EOR', 'COUNT+1fd'],
    args: {
      fd: fd(),
      size: sizeOr(64, 'how many bytes at most'),
      control: z.int().min(0).max(8192).default(1024).meta({ description: 'bytes of room for control messages; 0 for none' }),
      flags: words(receiveFlags, 'flags'),
    },
    does: ({ fd: name, size: most, flags }) => reads({ fd: name, most, flags }),
    text: (args) => `recvmsg(${[args.fd, args.size, `control ${args.control}`, ...flagText(args.flags)].join(', ')})`,
  }),
  defineCall({
    name: 'send-fds',
    summary: 'sendmsg() with a descriptor in an SCM_RIGHTS message, as often as count says',
    outcomes: [...sent, 'EINVAL', 'ENOMEM', 'ETOOMANYREFS'],
    args: {
      fd: fd(),
      pass: named('uses', 'the descriptor to pass; it stays open here'),
      count: z.int().min(1).max(300).default(1).meta({ description: 'how many times it is in the message' }),
      ...payload,
    },
    does: (args) => writes({ fd: args.fd, bytes: bytesOf(args), passes: { fd: args.pass, copies: args.count } }),
    rule: oneWayToSay,
    text: (args) => `sendmsg(${args.fd}, ${payloadText(args)}, SCM_RIGHTS [${args.pass}${args.count > 1 ? ` × ${args.count}` : ''}])`,
    words: (args, numbers) => [numbers.fd(args.fd), payloadWord(args), args.count, numbers.fd(args.pass)],
  }),
  defineCall({
    name: 'recv-fds',
    summary: 'recvmsg() that keeps the descriptors that come',
    outcomes: ['COUNT+1fd', ...received],
    args: { fd: fd(), size: sizeOr(64, 'how many bytes at most'), as: namedList('makes', 'names of the descriptors that come') },
    does: ({ fd: name, size: most, as }) => reads({ fd: name, most, keeps: as }),
    neverAsync: true,
    text: ({ fd: name, size: most, as }) => `recvmsg(${name}, ${most}) → ${as.join(', ')}`,
    words: (args, numbers) => [numbers.fd(args.fd), args.size, ...args.as.map((name) => numbers.fd(name))],
  }),
  defineCall({
    name: 'send-credentials',
    summary: 'sendmsg() that says in an SCM_CREDENTIALS message who sends it',
    outcomes: [...sent, 'EPERM', 'unsupported: SCM_CREDENTIALS'],
    args: { fd: fd(), ...payload },
    does: (args) => writes({ fd: args.fd, bytes: bytesOf(args) }),
    rule: oneWayToSay,
    text: (args) => `sendmsg(${args.fd}, ${payloadText(args)}, SCM_CREDENTIALS)`,
    words: (args, numbers) => [numbers.fd(args.fd), payloadWord(args)],
  }),
  defineCall({
    name: 'recv-credentials',
    summary: 'recvmsg(): which process sent what came (SCM_CREDENTIALS), in words; a count if no credentials came with it',
    outcomes: ['=self', '=its process', '=another process', '=nobody', ...received, 'unsupported: SCM_CREDENTIALS'],
    args: { fd: fd(), size: sizeOr(64, 'how many bytes at most') },
    does: ({ fd: name, size: most }) => reads({ fd: name, most }),
    text: ({ fd: name, size: most }) => `recvmsg(${name}, ${most}, SCM_CREDENTIALS)`,
  }),
  defineCall({
    name: 'sendmmsg',
    summary: 'sendmmsg() of several messages that are the same',
    outcomes: ['MESSAGES', ...sent.slice(1)],
    args: {
      fd: fd(),
      count: messageCount.default(3).meta({ description: 'how many messages' }),
      ...payload,
      flags: words(sendFlags, 'flags'),
    },
    does: (args) => writes({ fd: args.fd, bytes: bytesOf(args), messages: args.count, flags: args.flags }),
    rule: oneWayToSay,
    text: (args) => `sendmmsg(${[args.fd, `${args.count} × ${payloadText(args)}`, ...flagText(args.flags)].join(', ')})`,
    words: (args, numbers) => [numbers.fd(args.fd), payloadWord(args), args.count, ...args.flags],
  }),
  defineCall({
    name: 'recvmmsg',
    summary: 'recvmmsg() of several messages, without a timeout',
    outcomes: ['MESSAGES', ...received.slice(2)],
    args: {
      fd: fd(),
      size: sizeOr(64, 'how many bytes at most in each message'),
      count: messageCount.default(3).meta({ description: 'how many messages at most' }),
      flags: words(receiveFlags, 'flags'),
    },
    does: ({ fd: name, size: most, count, flags }) => reads({ fd: name, most, messages: count, flags }),
    text: (args) => `recvmmsg(${[args.fd, `${args.count} × ${args.size}`, ...flagText(args.flags)].join(', ')})`,
  }),
  defineCall({
    name: 'sendfile',
    summary: 'sendfile() from a file',
    outcomes: [...sent, 'unsupported: sendfile'],
    args: { fd: fd('where to'), size: sizeOr(64, 'how many bytes') },
    does: ({ fd: name, size: bytes }) => writes({ fd: name, bytes }),
  }),
  defineCall({
    name: 'splice-in',
    summary: 'splice() from the descriptor into a pipe (Linux)',
    outcomes: [...received, 'unsupported: splice-in'],
    args: { fd: fd('where from'), size: sizeOr(64, 'how many bytes at most') },
    does: ({ fd: name, size: most }) => reads({ fd: name, most }),
    text: ({ fd: name, size: most }) => `splice(${name} → pipe, ${most})`,
  }),
  defineCall({
    name: 'splice-out',
    summary: 'splice() from a pipe into the descriptor (Linux)',
    outcomes: [...sent, 'unsupported: splice-out'],
    args: { fd: fd('where to'), size: sizeOr(64, 'how many bytes, at most 4096') },
    does: ({ fd: name, size: bytes }) => writes({ fd: name, bytes }),
    text: ({ fd: name, size: most }) => `splice(pipe → ${name}, ${most})`,
  }),
  defineCall({
    name: 'fill',
    summary: 'writes without waiting until nothing more fits; how much that was differs everywhere and is not recorded',
    outcomes: ['done', 'EPIPE+SIGPIPE', 'ECONNREFUSED'],
    args: { fd: fd(), size: sizeOr(4096, 'bytes of each write; at the end a stream is filled byte by byte') },
    does: ({ fd: name }) => ({ kind: 'fills', fd: name }),
    neverAsync: true,
  }),
  defineCall({
    name: 'drain',
    summary: 'reads without waiting until there is nothing more: the outcome is how that showed',
    outcomes: ['EAGAIN', 'EOF', 'ECONNRESET'],
    args: { fd: fd() },
    does: ({ fd: name }) => ({ kind: 'drains', fd: name }),
    neverAsync: true,
  }),
];

function flagText(flags: readonly string[]): string[] {
  return flags.length > 0 ? [flags.join('|')] : [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
