import { hashOf, type SituationCase } from './situation.ts';
import type { Subject } from './runtime.ts';

/** One thing that a driver is asked for; what kind of thing decides what it answers. */
export interface Task {
  kind: 'case' | 'http' | 'force';
  id: string;
  hash: string;
  /** Lines of the plan. */
  steps: string[];
}

/** The cases that an API is asked for: none whose link it has no API for. */
export function caseTasks(cases: readonly SituationCase[], { api }: Subject): Task[] {
  if (api.http) return [];
  return cases
    .filter(({ link }) => !api.lacks.includes(link))
    .map(({ id, hash, steps }) => ({ kind: 'case', id, hash, steps: steps.map(({ line }) => line) }));
}

/** Errors and their numbers on Linux (x86-64), with the calls that each is forced on. */
const forcedErrnos: [string, number, ('connect' | 'read' | 'write')[]][] = [
  ['ECONNRESET', 104, ['connect', 'read', 'write']],
  ['EPIPE', 32, ['read', 'write']],
  ['ETIMEDOUT', 110, ['connect', 'read', 'write']],
  ['ENOTCONN', 107, ['read', 'write']],
  ['ECONNABORTED', 103, ['connect', 'read', 'write']],
  ['EHOSTUNREACH', 113, ['connect', 'read', 'write']],
  ['ENETUNREACH', 101, ['connect', 'read', 'write']],
  ['ECONNREFUSED', 111, ['connect', 'read']],
  ['EADDRNOTAVAIL', 99, ['connect']],
  ['ENOBUFS', 105, ['write']],
];

/** Every error that is forced, on each call that it is forced on. */
export function forceTasks({ api }: Subject): Task[] {
  if (api.http) return [];
  return forcedErrnos.flatMap(([name, number, calls]) =>
    calls.map((call): Task => {
      const steps = [`step ${call} ${number}`];
      return { kind: 'force', id: `${call}/${name}`, hash: hashOf(steps.join('\n')), steps };
    }),
  );
}

/** How a program is asked for tasks. */
export interface Asked {
  subject: Subject;
  tasks: readonly Task[];
  trials: number;
}

/** How long a call may take before it counts as blocking, if nothing runs (ms). */
const deadlineMs = 1000;

/** The plan that the driver reads. */
export function planOf({ subject: { runtime, api }, tasks, trials }: Asked): string {
  return [
    'sockatlas-runtimes-plan 1',
    `trials ${trials}`,
    `deadline-ms ${deadlineMs}`,
    `subject ${api.command}`,
    `version ${runtime.version}`,
    ...tasks.flatMap(({ kind, id, hash, steps }) => [`${kind} ${id} ${hash}`, ...steps]),
    `end-plan ${tasks.length}`,
    '',
  ].join('\n');
}
