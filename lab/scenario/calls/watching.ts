import { z } from 'zod';
import { fd, named, word, words } from '../argument.ts';
import { defineCall } from '../call.ts';

const options = [
  'SO_ACCEPTCONN',
  'SO_ERROR',
  'SO_KEEPALIVE',
  'SO_LINGER',
  'SO_NOSIGPIPE',
  'SO_OOBINLINE',
  'SO_PASSCRED',
  'SO_PASSRIGHTS',
  'SO_PEERPIDFD',
  'SO_RCVBUF',
  'SO_RCVLOWAT',
  'SO_RCVTIMEO',
  'SO_REUSEADDR',
  'SO_REUSEPORT',
  'SO_SNDBUF',
  'SO_SNDTIMEO',
  'SO_TYPE',
  'TCP_DEFER_ACCEPT',
  'TCP_INFO',
  'TCP_KEEPCNT',
  'TCP_KEEPIDLE',
  'TCP_KEEPINTVL',
  'TCP_NODELAY',
  'TCP_USER_TIMEOUT',
  'IP_RECVERR',
] as const;

const eventNames = ['IN', 'PRI', 'OUT', 'RDHUP', 'RDNORM', 'RDBAND', 'WRNORM', 'WRBAND'] as const;

const number = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);

/** Calls that ask a descriptor about its state, or change its ways. */
export const watching = [
  defineCall({
    name: 'close',
    summary: 'close()',
    outcomes: ['0', 'ECONNRESET', 'blocks'],
    args: { fd: named('closes', 'the descriptor; it cannot be used afterwards') },
    does: ({ fd: name }) => ({ kind: 'closes', fd: name }),
  }),
  defineCall({
    name: 'setsockopt',
    summary: 'sets a socket option',
    outcomes: ['0', 'EINVAL', 'ENOPROTOOPT', 'unsupported: OPTION'],
    args: {
      fd: fd('the socket'),
      option: word(options, 'the option'),
      value: z
        .union([number, z.array(number).min(1).max(2)])
        .meta({ description: 'a number; for SO_LINGER [on, seconds]; for timeouts and TCP_USER_TIMEOUT milliseconds' }),
    },
    does: ({ fd: name, option, value }) => ({ kind: 'sets option', fd: name, option, value: [value].flat() }),
    neverAsync: true,
    rule: ({ option, value }) => {
      const count = Array.isArray(value) ? value.length : 1;
      if (option === 'SO_LINGER' && count !== 2) return "SO_LINGER takes two numbers as 'value': [on, seconds].";
      if (option !== 'SO_LINGER' && count !== 1) return `${option} takes one number as 'value'.`;
      return undefined;
    },
    label: (args) => `setsockopt ${args.fd} ${args.option}`,
    text: (args) => `setsockopt(${args.fd}, ${args.option}, ${Array.isArray(args.value) ? `{${args.value.join(', ')}}` : args.value})`,
  }),
  defineCall({
    name: 'getsockopt',
    summary: 'asks for a socket option; SO_ERROR is cleared by asking',
    outcomes: ['=VALUE', '=0', '=ECONNRESET', 'EINVAL', 'unsupported: OPTION'],
    args: { fd: fd('the socket'), option: word(options, 'the option') },
    does: ({ fd: name, option }) => ({ kind: option === 'SO_ERROR' ? 'takes error' : 'asks', fd: name }),
    neverAsync: true,
    label: (args) => `getsockopt ${args.fd} ${args.option}`,
  }),
  defineCall({
    name: 'poll',
    summary: 'poll() of one descriptor; ERR, HUP and NVAL are reported unasked',
    outcomes: ['EVENTS', 'none', 'blocks'],
    args: {
      fd: fd(),
      events: words(eventNames, 'which events to ask for; RDHUP does not exist everywhere, and WRNORM is the same as OUT on many systems', [
        'IN',
        'PRI',
        'OUT',
      ]),
      timeout: z
        .union([z.int().min(0).max(60_000), z.literal('forever')], {
          error: "'timeout' is a number of milliseconds from 0 to 60000, or forever.",
        })
        .default(0)
        .meta({ description: 'milliseconds, or forever' }),
    },
    does: ({ fd: name, events }) => ({ kind: 'polls', fd: name, events }),
    text: ({ fd: name, events, timeout }) =>
      `poll(${name}, ${events.join('|') || '0'}, ${timeout === 'forever' ? timeout : `${timeout} ms`})`,
    words: ({ fd: name, events, timeout }, numbers) => [numbers.fd(name), timeout === 'forever' ? -1 : timeout, ...events],
  }),
];
