import { exitCode, LabError } from '../failure.ts';
import type { HandedIn } from '../contribute/take-in.ts';
import type { Context } from './context.ts';

/** Options of `lab add`. */
export interface AddOptions {
  /** Who measured, as the reports will name them. */
  contributor?: string;
  /** The address of the CI run that the files come from. */
  ci?: string;
}

/**
 * Takes in results from elsewhere, of a kit, of an agent itself or of another lab: checks them, says what is new, agrees and contradicts, and files them in `reports/results/`. If one
 * of the files is refused (LabError `bad-request`, with the reason for each), none is stored.
 */
export async function add(files: readonly string[], options: AddOptions, context: Context): Promise<number> {
  if (files.length === 0) throw new LabError('bad-request', 'Which files?', 'npm run lab -- add result.json');
  const { senderOf } = await import('../contribute/sender.ts');
  const sender = senderOf(options);
  const [{ judge, file }, { accountOf }] = await Promise.all([import('../contribute/take-in.ts'), import('../contribute/account.ts')]);

  const read = await Promise.all(files.map(readFileInside));
  const handedIn = read.flatMap((one) => ('bytes' in one ? [one] : []));
  const judged = await judge(context.places, handedIn, sender, new Date().toISOString().slice(0, 10));
  const refused = [...read.flatMap((one) => ('why' in one ? [one] : [])), ...judged.refused];
  if (refused.length > 0) {
    const stored = judged.accepted.length > 0 ? ' Nothing was stored, also not of the other files.' : ' Nothing was stored.';
    throw new LabError(
      'bad-request',
      `${refused.map(({ name, why }) => `${name} ${why}.`).join('\n')}\n${stored.trim()}`,
      "make it again with: sh sockatlas-kit.sh > result.json   (CONTRIBUTING.md, 'A result from your system')",
    );
  }
  context.signal.throwIfAborted();
  for (const intake of judged.accepted) context.stdout.write(`${accountOf(intake, judged.yardstick.catalogue).join('\n')}\n`);
  const changed = await file(context.places, judged.accepted);
  context.stderr.write(changed.length === 0 ? 'Nothing new: nothing was changed.\n' : 'Next: npm run lab -- report\n');
  return exitCode.ok;
}

/** Reads a file that somebody sent, if it is a file and not too large. */
async function readFileInside(name: string): Promise<HandedIn | { name: string; why: string }> {
  const [{ open }, { submissionLimit, tooLarge }] = await Promise.all([import('node:fs/promises'), import('../contribute/submission.ts')]);
  try {
    const { constants } = await import('node:fs');
    // Without O_NONBLOCK, a FIFO of that name would keep us waiting for its writer.
    const handle = await open(name, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return { name, why: 'is not a file' };
      if (stat.size > submissionLimit) return { name, why: tooLarge(stat.size) };
      return { name, bytes: await handle.readFile() };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { name, why: code === 'ENOENT' ? 'is not there' : `cannot be read: ${message}` };
  }
}
