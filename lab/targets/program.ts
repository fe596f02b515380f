import { execa } from 'execa';

/** The first line that a program says of itself when asked for its version; `undefined` if it is not installed or does not run. */
export async function programVersion(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const asked = await execa(program, ['--version'], { env, extendEnv: false, reject: false, timeout: 10_000, stdin: 'ignore' });
  return asked.failed ? undefined : (asked.stdout.split('\n')[0] ?? '');
}
