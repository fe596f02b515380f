import type { Run } from '../results/result.ts';
import { identify } from './identity.ts';

/** The longest name that a result can have. */
const nameLimit = 80;

/**
 * The name under which a run on somebody's own machine is stored, from what was measured there: `linux-6.18.44-glibc-x86_64`. Elsewhere than on Linux the
 * C library comes with the kernel: `macos-15.4-arm64`. Equal systems share a file.
 */
export function fileNameOf(run: Pick<Run, 'identity' | 'declared' | 'how'>): string {
  const { name, version = '', libc, arch } = identify(run);
  const words = [name, version, ...(name === 'linux' ? [libc.name] : []), arch];
  return words
    .map((word) =>
      word
        .toLowerCase()
        .replaceAll(/[^a-z0-9._]+|[.]{2,}/g, '-')
        .replaceAll(/--+/g, '-'),
    )
    .filter((word) => word !== '')
    .join('-')
    .slice(0, nameLimit)
    .replaceAll(/^[-._]+|[-._]+$/g, '');
}
