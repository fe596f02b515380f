import type { Progress } from '../../targets/progress.ts';
import type { Target } from '../../targets/target.ts';
import type { Context } from '../context.ts';
import { plainProgress } from './plain.ts';

/** The renderer that suits where standard error goes: a list that redraws itself on a terminal, plain lines in a file, a pipe or CI. */
export async function chooseProgress({ stderr, env, signal }: Context, targets: readonly Target[]): Promise<Progress> {
  const isTerminal = stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb';
  if (!isTerminal) return plainProgress(stderr);
  const { terminalProgress } = await import('./terminal.ts');
  return terminalProgress(stderr as NodeJS.WriteStream, targets, signal);
}
