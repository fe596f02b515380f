/** Errors of the file system that say something about the machine and nothing about the lab. */
const reasons: Record<string, string> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: "the user's quota of the disk is used up",
  EROFS: 'the file system is read-only',
  EACCES: 'it is not permitted',
  EPERM: 'it is not permitted',
  EIO: 'the device has an input/output error',
  EFBIG: 'the file would be too large',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'there is a folder of that name',
  ELOOP: 'the path has too many symbolic links',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ESTALE: 'the network file system lost the file',
};

/**
 * What an error of the file system means and for which path, in words for the user: `/x/reports/results: no space is left on the device`. `undefined` for any
 * other error.
 */
export function osTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const reason = reasons[code];
  if (reason === undefined) return undefined;
  const place = dest ?? path;
  return place === undefined ? reason : `${place}: ${reason}`;
}
