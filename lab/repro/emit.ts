import type { Step } from '../scenario/case.ts';
import type { Scope } from './scope.ts';

/** A step in C. */
export interface Emitted {
  /** An expression whose value is the outcome in words. */
  outcome: string;
  /** Whether it is a call that must not take for ever: then an alarm is set, and signals that came before are forgotten. */
  isCall: boolean;
  /** Whether it says so when it returned only after a timer. */
  canBeLate: boolean;
}

/** Writes one step. `withBytes`: whether the bytes that come are part of its outcome. */
export type Emit = (step: Step, scope: Scope, withBytes: boolean) => Emitted;

/** A call whose outcome is a count, or 0, or an error. */
export function returned(scope: Scope, call: string): Emitted {
  scope.use('returned');
  return { outcome: `returned(${call})`, isCall: true, canBeLate: true };
}

/** A call that receives at most `size` bytes into the buffer. */
export function received(scope: Scope, call: string, size: number, withBytes: boolean): Emitted {
  if (size === 0) return returned(scope, call);
  const piece = withBytes ? 'received_bytes' : 'received';
  scope.use(piece);
  return { outcome: withBytes ? `${piece}(${call}, buffer)` : `${piece}(${call})`, isCall: true, canBeLate: true };
}

/** A call that makes a descriptor. */
export function made(scope: Scope, variable: string, call: string): Emitted {
  scope.use('made');
  return { outcome: `made(${variable} = ${call})`, isCall: true, canBeLate: false };
}

/** A function of ours that makes the call and says its outcome. */
export function told(scope: Scope, piece: string, call: string, canBeLate = false): Emitted {
  scope.use(piece);
  return { outcome: call, isCall: true, canBeLate };
}

/** Something that is no call: no alarm is set for it. */
export function done(outcome: string): Emitted {
  return { outcome, isCall: false, canBeLate: false };
}

/** A recvmsg() into the buffer, whose outcome has the flags and descriptors that came. */
export function message(scope: Scope, call: string, withBytes: boolean): Emitted {
  scope.use('receive_message', ...(withBytes ? ['add_bytes'] : []));
  return { outcome: withBytes ? `add_bytes(${call}, buffer)` : call, isCall: true, canBeLate: true };
}
