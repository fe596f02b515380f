import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { BoundedOutput, complaintLimit, outputLimit } from './bounded-output.ts';
import { Stopped, type AgentOutput, type RunLimits } from './driver.ts';
import { sessionOf } from '../process-identity.ts';

/** After it was asked to end, a program has this long (ms) to clean up: the agent ends its cases and removes its folder. */
const mannersMs = 400;

/** After the program itself has ended, its descendants get this long (ms) to go by themselves; what they held is read by then. */
const graceMs = 1000;

/** How a program is started, beside its arguments. */
export interface Start {
  cwd?: string;
  /** All of its environment; by default that of the lab. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Runs a program in a session of its own with `input` on standard input, and ends the whole session when the program has ended, when the
 * signal is aborted, or when it writes without end: the program forks, and execa's own `timeout` and `cancelSignal` reach only the child,
 * while a grandchild that holds standard output keeps the promise waiting. Never rejects.
 */
export async function runGroup(
  file: string,
  args: readonly string[],
  input: string,
  limits: RunLimits,
  start: Start = {},
): Promise<AgentOutput> {
  const { signal } = limits;
  const stdout = new BoundedOutput(outputLimit);
  const stderr = new BoundedOutput(complaintLimit);
  if (signal.aborted) return { stdout: '', stderr: '', exitCode: undefined, fault: faultFrom(signal) };
  const options = { input, detached: true, reject: false, buffer: false, stdout: 'pipe', stderr: 'pipe', extendEnv: false } as const;
  const child = execa(file, args, { ...options, env: start.env ?? process.env, ...(start.cwd === undefined ? {} : { cwd: start.cwd }) });
  const { pid } = child;
  let ending: Promise<void> | undefined;
  const end = (): void => {
    ending ??= endSession(pid, child);
  };
  signal.addEventListener('abort', end, { once: true });
  // The lab leaves at once: nothing of it goes on without it.
  const endNow = (): void => killSession(pid);
  process.once('exit', endNow);
  child.stdout.on('data', (chunk: Buffer) => {
    if (stdout.truncated) return;
    stdout.add(chunk);
    limits.heard?.(chunk);
    if (stdout.truncated) end();
  });
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  // A grandchild that outlives the agent would hold our pipes open.
  child.once('exit', () => setTimeout(() => killSession(pid), graceMs).unref());
  try {
    const result = await child;
    await ending;
    const fault = signal.aborted
      ? faultFrom(signal)
      : stdout.truncated
        ? `wrote more than ${outputLimit} bytes`
        : result.signal !== undefined
          ? `was killed by ${result.signal}`
          : result.exitCode === undefined
            ? `could not be started: ${result.shortMessage}`
            : undefined;
    return { stdout: stdout.toString(), stderr: stderr.toString(), exitCode: result.exitCode, fault };
  } finally {
    signal.removeEventListener('abort', end);
    process.off('exit', endNow);
    killSession(pid);
  }
}

function faultFrom({ reason }: AbortSignal): string {
  return reason instanceof Stopped ? reason.message : 'was interrupted';
}

/** Asks a program to end, and kills it and all that it started a little later. */
async function endSession(
  pid: number | undefined,
  child: { kill(signal: NodeJS.Signals): boolean; exitCode: number | null },
): Promise<void> {
  child.kill('SIGTERM');
  const until = Date.now() + mannersMs;
  while (child.exitCode === null && Date.now() < until && isRunning(pid)) await sleep(20);
  killSession(pid);
}

function isRunning(pid: number | undefined): boolean {
  return pid !== undefined && sessionOf(pid) === pid;
}

/** Kills all processes of a session. Where there is no /proc to find them, those of its first process group. */
export function killSession(pid: number | undefined): void {
  if (pid === undefined) return;
  kill(-pid);
  for (const name of processes()) if (sessionOf(Number(name)) === pid) kill(Number(name));
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ESRCH: it has ended.
  }
}
