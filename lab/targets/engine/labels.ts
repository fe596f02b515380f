import { randomUUID } from 'node:crypto';
import { isAlive, startOf } from '../process-identity.ts';

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
  return {
    [ownerLabel]: 'container',
    'sockatlas.run': runId,
    'sockatlas.pid': String(process.pid),
    'sockatlas.started': startOf(process.pid) ?? '',
    'sockatlas.checkout': checkout,
    'sockatlas.target': target,
  };
}

/** Whether the process that made a container of this checkout is gone. */
export function isOrphan(labels: Record<string, string>, checkout: string): boolean {
  if (labels[ownerLabel] !== 'container' || labels['sockatlas.checkout'] !== checkout) return false;
  const pid = Number(labels['sockatlas.pid']);
  return !isAlive(pid) || startOf(pid) !== (labels['sockatlas.started'] || undefined);
}
