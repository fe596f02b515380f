import { z } from 'zod';
import { named, namedList } from '../argument.ts';
import { defineCall } from '../call.ts';

/** Calls about processes, and about calls that were started. */
export const processes = [
  defineCall({
    name: 'fork',
    summary: 'makes a process; descriptors that it takes move to it, without any both keep all',
    outcomes: ['done'],
    args: { as: named('makes process', 'its name'), takes: namedList('hands over', 'descriptors that move to it') },
    does: ({ as, takes }) => ({ kind: 'forks', as, takes: takes.map(String) }),
    neverAsync: true,
    text: ({ as, takes }) => (takes.length === 0 ? `fork(${as})` : `fork(${as} takes ${takes.join(', ')})`),
  }),
  defineCall({
    name: 'exit',
    summary: 'ends the process that it is `in`, which closes what it holds',
    outcomes: ['done'],
    args: {},
    does: () => ({ kind: 'exits' }),
    neverAsync: true,
    endsItself: true,
    label: (_, common) => `exit ${common.in ?? 'main'}`,
  }),
  defineCall({
    name: 'exec',
    summary: 'the process that it is `in` runs another program, which keeps what is not FD_CLOEXEC and waits to be killed',
    outcomes: ['done'],
    args: {},
    does: () => ({ kind: 'executes' }),
    neverAsync: true,
    executes: true,
    label: (_, common) => `exec ${common.in ?? 'main'}`,
  }),
  defineCall({
    name: 'kill',
    summary: 'ends a process by a signal, and waits until it is gone',
    outcomes: ['0'],
    args: {
      process: named('ends process', 'the process'),
      signal: z.enum(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGABRT']).default('SIGKILL').meta({ description: 'the signal' }),
    },
    does: ({ process }) => ({ kind: 'kills', process }),
    neverAsync: true,
  }),
  defineCall({
    name: 'await',
    summary: 'collects a call that was started with `async`; what that call gave is the outcome of this step',
    outcomes: ['whatever the call can give', 'blocks', 'killed: SIGNAL'],
    args: { of: named('awaits', 'the name it was started under') },
    does: ({ of }) => ({ kind: 'awaits', of }),
    neverAsync: true,
    text: ({ of }) => `await ${of}`,
  }),
  defineCall({
    name: 'interrupt',
    summary: 'sends a signal with a handler, and without SA_RESTART, to whoever makes a started call',
    outcomes: ['0'],
    args: {
      of: named('interrupts', 'the name it was started under'),
      signal: z.enum(['SIGUSR1', 'SIGURG', 'SIGIO']).default('SIGUSR1').meta({ description: 'the signal' }),
    },
    does: ({ of }) => ({ kind: 'interrupts', of }),
    neverAsync: true,
  }),
  defineCall({
    name: 'signal',
    summary: 'sets what this process does with a signal from now on: die of it, ignore it, or note it as at the start',
    outcomes: ['done'],
    args: {
      signal: z.enum(['SIGPIPE', 'SIGUSR1', 'SIGURG', 'SIGIO']).meta({ description: 'the signal' }),
      action: z.enum(['default', 'ignore', 'note']).meta({ description: 'what to do when it comes' }),
    },
    does: () => ({ kind: 'nothing' }),
    neverAsync: true,
    label: ({ signal, action }) => `signal ${signal} ${action}`,
  }),
  defineCall({
    name: 'signals',
    summary: 'which signals this process has noted since its last call began',
    outcomes: ['=none', '=SIGIO', '=SIGPIPE', '=SIGURG, SIGIO'],
    args: {},
    does: () => ({ kind: 'nothing' }),
    neverAsync: true,
    label: () => 'signals',
  }),
];
