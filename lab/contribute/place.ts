import type { Run } from '../results/result.ts';
import { tierOf } from '../results/tier.ts';
import { identify } from '../atlas/identity.ts';

/** The longest target id that a result file can have. */
const idLimit = 80;

/**
 * The id under which a run from outside is filed, from what was measured: `contributed-freebsd-14.2-amd64-1a2b3c4d`. `mark` keeps
 * apart what must not share a file; without one, runs of one place have one file.
 */
export function targetId(run: Run, mark: string | undefined, origin?: string): string {
  const system = identify(run);
  // On Linux the C library is half of the answer; elsewhere it comes with the kernel.
  const libc = system.name === 'linux' ? [system.libc.name, system.libc.version ?? ''] : [];
  const words = [tierOf(run), system.name, system.version ?? '', run.identity.machine, ...libc, origin ?? '']
    .map(slug)
    .filter((word) => word !== '');
  const end = mark === undefined ? '' : `-${mark}`;
  return `${words
    .join('-')
    .slice(0, idLimit - end.length)
    .replace(/[-.]+$/, '')}${end}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}
