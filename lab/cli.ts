import { CommanderError } from 'commander';
import { exitCode, LabError } from './failure.ts';
import { buildProgram } from './program.ts';
import { places } from './root.ts';
import type { Context } from './commands/context.ts';

/** Prints what went wrong, once, and says with which code to leave. */
function explain(error: unknown, context: Context, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.badRequest;
  if (error instanceof LabError) {
    context.stderr.write(`${error.message}\n`);
    if (error.hint !== undefined) context.stderr.write(`hint: ${error.hint}\n`);
    if (debug && error.stack !== undefined) context.stderr.write(`${error.stack}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.stderr.write(`This is a bug in the lab. Please report it with these lines:\n${stack}\n`);
  return exitCode.bug;
}

async function main(): Promise<void> {
  const abort = new AbortController();
  let stopping: 130 | 143 | undefined;
  for (const [name, code] of [
    ['SIGINT', exitCode.interrupted],
    ['SIGTERM', exitCode.terminated],
  ] as const) {
    process.on(name, () => {
      if (stopping !== undefined) {
        process.stderr.write('\nStopped at once. What is left behind goes with: npm run lab -- clean\n');
        process.exit(code);
      }
      stopping = code;
      abort.abort(new LabError(name === 'SIGINT' ? 'interrupted' : 'terminated', 'Interrupted.'));
    });
  }
  // `lab list | head` closes our output early; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode.ok);
    throw error;
  });

  const context: Context = { places: places(), stdout: process.stdout, stderr: process.stderr, env: process.env, signal: abort.signal };
  const program = buildProgram(context, (code) => {
    process.exitCode = code;
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = explain(error, context, program.opts()['debug'] === true);
  }
  if (stopping !== undefined) process.exitCode = stopping;
}

await main();
