import { hostname } from 'node:os';
import { readlinkSync } from 'node:fs';
import { isAlive, startOf } from '../process-identity.ts';

/** A process, said so that another process can find out whether it is still there. */
export interface ProcessName {
  pid: number;
  /** When it began, in ticks since the machine did: numbers of processes are used again. Not there where there is no /proc. */
  started?: string | undefined;
  /** The machine, and where there is such a thing the space that its number belongs to. */
  host: string;
}

/** The process that asks. */
export function thisProcess(): ProcessName {
  return { pid: process.pid, started: startOf(process.pid), host: host() };
}

/** Whether a process of that name is there; `undefined` if it belongs to another machine or container, where nobody can tell. */
export function isThere({ pid, started, host: where }: ProcessName): boolean | undefined {
  if (where !== host()) return undefined;
  return isAlive(pid) && startOf(pid) === started;
}

function host(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
