import type { Case } from '../scenario/case.ts';
import { expand } from '../scenario/expand.ts';

/** A step as a scenario's file has it. */
export type WrittenStep = Record<string, unknown> & { call: string };

/** For tests: the case that these steps make, as the real catalogue is read. Throws if something is wrong with them. */
export function caseWith(...steps: WrittenStep[]): Case {
  const { cases, findings } = expand('made-up', { matrix: {}, exclude: [], steps });
  const [only] = cases;
  if (only === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  return only;
}

/** For tests: two connected ends, `a` and `b`. */
export const pair = (link = 'unix-pair'): WrittenStep => ({ call: 'connect-pair', link, as: ['a', 'b'] });
export const write = (fd: string, size = 5): WrittenStep => ({ call: 'write', fd, size });
export const read = (fd: string, size = 64): WrittenStep => ({ call: 'read', fd, size });
export const close = (fd: string): WrittenStep => ({ call: 'close', fd });

/** For tests: a client `c`, connected to a listener `l` that has not accepted it. */
export const pending = (kind = 'unix-stream'): WrittenStep[] => [
  { call: 'socket', kind, as: 'l' },
  { call: 'bind', fd: 'l' },
  { call: 'listen', fd: 'l' },
  { call: 'socket', kind, as: 'c' },
  { call: 'connect', fd: 'c', to: 'l' },
];
