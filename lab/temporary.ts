import { randomBytes } from 'node:crypto';

/**
 * A name under which a file or folder is written before it gets its own: who reads meanwhile sees the old one or the new one and never half of one. It says
 * which process writes, so that what one that was killed left behind can be found.
 */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** The process that writes under a name that `temporaryName` made; `undefined` for any other name. */
export function writerOf(name: string): number | undefined {
  const pid = /\.([0-9]+)-[0-9a-f]{12}\.tmp$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
