import { execa } from 'execa';
import { BoundedOutput, complaintLimit, outputLimit } from './bounded-output.ts';
import type { AgentOutput, RunLimits } from './driver.ts';

/**
 * Runs a program in a process group of its own with `input` on standard input, and ends the whole group when it is done, when the
 * deadline passes or the signal is aborted: the program forks, and execa's own `timeout` and `cancelSignal` reach only the child,
 * while a grandchild that holds standard output keeps the promise waiting.
 */
export async function runGroup(file: string, args: string[], input: string, limits: RunLimits): Promise<AgentOutput> {
  limits.signal.throwIfAborted();
  const stdout = new BoundedOutput(outputLimit);
  const stderr = new BoundedOutput(complaintLimit);
  const child = execa(file, args, { input, detached: true, reject: false, buffer: false, stdout: 'pipe', stderr: 'pipe' });
  const killGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // ESRCH: all of the group have ended.
    }
  };
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup();
  }, limits.deadlineMs);
  limits.signal.addEventListener('abort', killGroup, { once: true });
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
    limits.heard?.(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  // A grandchild that outlives the agent would hold our pipes open until the deadline.
  child.once('exit', () => setTimeout(killGroup, graceMs));
  try {
    const result = await child;
    limits.signal.throwIfAborted();
    const fault = late
      ? `did not end within ${Math.round(limits.deadlineMs / 1000)} s and was stopped`
      : stdout.truncated
        ? `wrote more than ${outputLimit} bytes`
        : result.signal !== undefined
          ? `was killed by ${result.signal}`
          : result.exitCode === undefined
            ? `could not be started: ${result.shortMessage}`
            : undefined;
    return { stdout: stdout.toString(), stderr: stderr.toString(), exitCode: result.exitCode, fault };
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener('abort', killGroup);
    killGroup();
  }
}

/** After the agent itself has ended, what it wrote is in the pipe already; its descendants get this long (ms) to go by themselves. */
const graceMs = 1000;
