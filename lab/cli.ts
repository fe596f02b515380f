import { setMaxListeners } from 'node:events';
import { CommanderError } from 'commander';
import { exitCode, LabError } from './failure.ts';
import { osTrouble } from './os-trouble.ts';
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
  const trouble = osTrouble(error);
  if (trouble !== undefined) {
    context.stderr.write(`Could not go on: ${trouble}.\n`);
    if (debug && error instanceof Error) context.stderr.write(`${error.stack}\n`);
    return exitCode.unexpected;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.stderr.write(`This is a bug in the lab. Please report it with these lines:\n${stack}\n`);
  return exitCode.unexpected;
}

const stops = [
  ['SIGINT', 'interrupted'],
  ['SIGTERM', 'terminated'],
  ['SIGHUP', 'hung-up'],
] as const;

/**
 * What nobody foresaw must not keep the user waiting: so long (ms) after the first signal, or after its work is done, the lab leaves, whatever is
 * still open.
 */
const patienceMs = 3000;

/** The first Ctrl-C aborts what goes on, which keeps what it has; the second leaves at once. Returns with which code to leave, if any. */
function stopOn(abort: AbortController): () => number | undefined {
  let stopping: number | undefined;
  listenToNoSignal();
  for (const [name, why] of stops) {
    process.on(name, () => {
      const failure = new LabError(why, 'Interrupted.');
      const leave = (): void => {
        process.stderr.write('\nStopped at once. What is left behind goes with: npm run lab -- clean\n');
        // What must be done at the end, such as showing the cursor; then as the system ends a process, whatever node still waits for.
        process.emit('exit', failure.exitCode);
        listenToNoSignal();
        process.kill(process.pid, name);
        // The first process of a container does not die of its own signals.
        process.exit(failure.exitCode);
      };
      if (stopping !== undefined) return leave();
      stopping = failure.exitCode;
      process.stderr.write('\nStopping; once more leaves at once.\n');
      setTimeout(leave, patienceMs).unref();
      abort.abort(failure);
    });
  }
  return () => stopping;
}

/** From now on a signal ends this process as it ends any other. */
function listenToNoSignal(): void {
  for (const [name] of stops) process.removeAllListeners(name);
}

/**
 * Leaves. Node waits for its threads, and one of them may be in a system call that does not return, such as a read from a disk of the network: then
 * the next signal ends the process.
 */
function leaveWith(code: number): never {
  listenToNoSignal();
  process.exit(code);
}

/** Rejects when the lab is interrupted, after what must come to an end has done so. */
async function abandoned(signal: AbortSignal, unfinished: () => Promise<unknown>): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await unfinished();
  throw signal.reason;
}

async function main(): Promise<void> {
  const abort = new AbortController();
  const stopping = stopOn(abort);
  // `lab list | head` closes our output early; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode.ok);
    throw error;
  });
  // A terminal that was closed takes no more messages; there is nobody to tell.
  process.stderr.on('error', () => undefined);

  const { signal } = abort;
  // Each container that was ever started listens; with twenty targets that is no leak.
  setMaxListeners(0, signal);
  let unfinished: Promise<unknown> = Promise.resolve();
  const finish = async <T>(work: Promise<T>): Promise<T> => {
    unfinished = work;
    return work;
  };
  const context: Context = { places: places(), stdout: process.stdout, stderr: process.stderr, env: process.env, signal, finish };
  const program = buildProgram(context, (code) => {
    process.exitCode = code;
  });
  try {
    await Promise.race([program.parseAsync(), abandoned(signal, async () => unfinished)]);
  } catch (error) {
    process.exitCode = explain(error, context, program.opts()['debug'] === true);
  }
  const code = stopping();
  // Nothing that is still open, such as a question to an engine, may keep an interrupted lab, nor for long one that is done.
  if (code !== undefined) leaveWith(code);
  setTimeout(() => leaveWith(Number(process.exitCode ?? exitCode.ok)), patienceMs).unref();
  listenToNoSignal();
}

await main();
