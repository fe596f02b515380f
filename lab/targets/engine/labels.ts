import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

/** Every container and image of ours carries this label, so that `lab clean` finds all of them and nothing else. */
export const ownerLabel = 'sockatlas';

/** One start of the lab. */
const runId = randomUUID();

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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in ticks since the machine did: numbers of processes are used again. `undefined` where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name and may hold anything, also spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
