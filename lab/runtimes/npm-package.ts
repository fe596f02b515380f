import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import type { Runtime } from './runtime.ts';

type NpmPackage = NonNullable<Runtime['npm']>;

/**
 * The archive of a package of npm, fetched by this machine's npm as its user has set it up, and kept in .cache/npm/. Throws a `missing` if it cannot be had, or
 * is not what docker/runtimes.yaml says.
 */
export async function npmArchive(places: Places, wanted: NpmPackage, signal: AbortSignal): Promise<Uint8Array> {
  const folder = join(places.root, '.cache', 'npm');
  const kept = join(folder, `${wanted.package.replaceAll(/[@/]/g, '_')}-${wanted.version}.tgz`);
  const there = await readFile(kept).catch(() => undefined);
  if (there !== undefined && integrityOf(there) === wanted.integrity) return there;
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, 'fetch-'));
  try {
    await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', own, `${wanted.package}@${wanted.version}`], {
      cwd: own,
      signal,
    });
    const [name = ''] = await readdir(own);
    const bytes = await readFile(join(own, name));
    const integrity = integrityOf(bytes);
    if (integrity !== wanted.integrity) {
      throw new LabError(
        'missing',
        `${wanted.package}@${wanted.version} is not what it was: ${integrity}`,
        'docker/runtimes.yaml, integrity',
      );
    }
    await rename(join(own, name), kept);
    return bytes;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LabError) throw error;
    const [why = ''] = ((error as { stderr?: string }).stderr ?? (error as Error).message).trim().split('\n');
    throw new LabError('missing', `npm could not fetch ${wanted.package}@${wanted.version} (${why})`, 'npm view ' + wanted.package);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}
