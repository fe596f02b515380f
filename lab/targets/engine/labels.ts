import { randomUUID } from 'node:crypto';
import { isThere, thisProcess } from '../../results/process-name.ts';

/** Every container and image of ours carries this label, so that `lab clean` finds all of them and nothing else. */
export const ownerLabel = 'sockatlas';

/** One start of the lab. */
const runId = randomUUID();

let made = 0;

/** A name for a container, chosen before it is made: one whose making was never answered can still be looked up and removed. */
export function containerName(): string {
  return `sockatlas-${runId.slice(0, 13)}-${++made}`;
}

/** The labels of a container: whose it is, so that a later start can tell which were left behind by a process that is gone. */
export function containerLabels(checkout: string, target: string): Record<string, string> {
  const { pid, started, host } = thisProcess();
  return {
    [ownerLabel]: 'container',
    'sockatlas.run': runId,
    'sockatlas.pid': String(pid),
    'sockatlas.started': started ?? '',
    'sockatlas.host': host,
    'sockatlas.checkout': checkout,
    'sockatlas.target': target,
  };
}

/** Whether the lab that made a container is gone. Of one on another machine, which uses the same engine, nobody here can tell. */
export function isOrphan(labels: Record<string, string>): boolean {
  if (labels[ownerLabel] !== 'container') return false;
  const { 'sockatlas.pid': pid, 'sockatlas.started': started, 'sockatlas.host': host = '' } = labels;
  return isThere({ pid: Number(pid), started: started || undefined, host }) === false;
}
