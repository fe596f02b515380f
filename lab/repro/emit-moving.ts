import type { Step } from '../scenario/case.ts';
import { flags, number, numbers, word } from './arguments.ts';
import type { Emit } from './emit.ts';
import { message, received, returned, told } from './emit.ts';
import { payload } from './payload.ts';
import type { Scope } from './scope.ts';

/** Calls that move bytes, and descriptors with them. */
export const moving: Record<string, Emit> = {
  read: (step, scope, withBytes) => {
    scope.include('unistd.h');
    const size = number(step, 'size');
    return received(scope, `read(${fd(step, scope)}, ${scope.buffer(size)}, ${size})`, size, withBytes);
  },
  recv: (step, scope, withBytes) => {
    scope.include('sys/socket.h');
    const size = number(step, 'size');
    return received(scope, `recv(${fd(step, scope)}, ${scope.buffer(size)}, ${size}, ${flags(step)})`, size, withBytes);
  },
  readv: (step, scope, withBytes) => {
    const list = numbers(step, 'sizes');
    const size = list.reduce((sum, one) => sum + one, 0);
    scope.use('read_vector');
    return received(scope, `read_vector(${fd(step, scope)}, ${scope.buffer(size)}, ${array(list)}, ${list.length})`, size, withBytes);
  },
  recvmsg: (step, scope, withBytes) => {
    const size = number(step, 'size');
    const call = `receive_message(${fd(step, scope)}, ${scope.buffer(size)}, ${size}, ${number(step, 'control')}, ${flags(step)}, NULL, 0)`;
    return message(scope, call, withBytes);
  },
  recvmmsg: (step, scope) => {
    scope.use('receive_messages');
    return returned(scope, `receive_messages(${fd(step, scope)}, ${number(step, 'size')}, ${number(step, 'count')}, ${flags(step)})`);
  },
  'recv-credentials': (step, scope) => {
    const size = number(step, 'size');
    return told(scope, 'receive_credentials', `receive_credentials(${fd(step, scope)}, ${scope.buffer(size)}, ${size})`);
  },
  'splice-in': (step, scope) => {
    scope.use('splice_in');
    const size = number(step, 'size');
    scope.use(size === 0 ? 'returned' : 'received');
    return { outcome: `${size === 0 ? 'returned' : 'received'}(splice_in(${fd(step, scope)}, ${size}))`, isCall: true, canBeLate: true };
  },
  drain: (step, scope) => told(scope, 'drain', `drain(${fd(step, scope)})`, true),
  write: (step, scope) => {
    scope.include('unistd.h');
    return returned(scope, `write(${fd(step, scope)}, ${payload(step, scope)})`);
  },
  send: (step, scope) => {
    scope.include('sys/socket.h');
    return returned(scope, `send(${fd(step, scope)}, ${payload(step, scope)}, ${flags(step)})`);
  },
  sendto: (step, scope) => {
    const to = scope.address(word(step, 'to'));
    return returned(scope, `sendto(${fd(step, scope)}, ${payload(step, scope)}, ${flags(step)}, &${to}.name.any, ${to}.length)`);
  },
  writev: (step, scope) => {
    const list = numbers(step, 'sizes');
    scope.use('write_vector');
    return returned(scope, `write_vector(${fd(step, scope)}, ${array(list)}, ${list.length})`);
  },
  sendmsg: (step, scope) => {
    scope.use('send_message');
    return returned(scope, `send_message(${fd(step, scope)}, ${payload(step, scope)}, ${flags(step)})`);
  },
  'send-fds': (step, scope) => {
    scope.use('send_descriptors');
    const passed = scope.fd(word(step, 'pass'));
    return returned(scope, `send_descriptors(${fd(step, scope)}, ${payload(step, scope)}, ${passed}, ${number(step, 'count')})`);
  },
  'send-credentials': (step, scope) => {
    scope.use('send_credentials');
    return returned(scope, `send_credentials(${fd(step, scope)}, ${payload(step, scope)})`);
  },
  sendmmsg: (step, scope) => {
    scope.use('send_messages');
    return returned(scope, `send_messages(${fd(step, scope)}, ${payload(step, scope)}, ${number(step, 'count')}, ${flags(step)})`);
  },
  sendfile: (step, scope) => {
    scope.use('send_file');
    return returned(scope, `send_file(${fd(step, scope)}, ${number(step, 'size')})`);
  },
  'splice-out': (step, scope) => {
    scope.use('splice_out');
    return returned(scope, `splice_out(${fd(step, scope)}, ${Math.min(4096, number(step, 'size'))})`);
  },
  fill: (step, scope) => told(scope, 'fill', `fill(${fd(step, scope)}, ${number(step, 'size')})`),
};

function fd(step: Step, scope: Scope): string {
  return scope.fd(word(step, 'fd'));
}

function array(list: readonly number[]): string {
  return `(int[]){ ${list.join(', ')} }`;
}
