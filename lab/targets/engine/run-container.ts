import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { LabError } from '../../failure.ts';
import { BoundedOutput, complaintLimit, outputLimit } from '../bounded-output.ts';
import type { AgentOutput, RunLimits } from '../driver.ts';
import { demultiplex } from './multiplexed.ts';
import { removeContainer } from './reap.ts';

/** What a container is made of. */
export interface ContainerRequest {
  docker: Docker;
  image: string;
  labels: Record<string, string>;
  /** What a kind of target needs beyond the rule: devices, more memory. */
  host?: Docker.HostConfig | undefined;
}

/** Nobody. The agent must behave as for any ordinary user. */
const user = '65534:65534';

/**
 * The fence around an agent: no network but loopback, no rights, nothing to write to but a small /tmp, bounds on memory and processes.
 * The agent has hundreds of processes when many cases with peers are in flight.
 */
const fence: Docker.HostConfig = {
  NetworkMode: 'none',
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  ReadonlyRootfs: true,
  Tmpfs: { '/tmp': 'rw,nosuid,nodev,noexec,mode=1777,size=64m' },
  Memory: 512 * 1024 * 1024,
  MemorySwap: 512 * 1024 * 1024,
  PidsLimit: 1024,
  // An init would be one more process between the agent and its signals.
  Init: false,
  // Never AutoRemove: it races with reading the output and the exit code.
  AutoRemove: false,
  // What the agent prints comes through the attached stream; a second copy on disk serves nobody.
  LogConfig: { Type: 'none', Config: {} },
};

/** Without it, engines give a container without network no ::1. Kernels without IPv6 refuse it. */
const ipv6 = { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.default.disable_ipv6': '0' };

/** Runs a plan in a fresh container, which is gone when this returns or throws. */
export async function runContainer(request: ContainerRequest, plan: string, limits: RunLimits): Promise<AgentOutput> {
  try {
    return await runOnce(request, ipv6, plan, limits);
  } catch (error) {
    if (!(error instanceof NoSuchSetting)) throw error;
    return runOnce(request, {}, plan, limits);
  }
}

/** This kernel has no IPv6 to switch on. */
class NoSuchSetting extends Error {}

async function runOnce(request: ContainerRequest, sysctls: Record<string, string>, plan: string, limits: RunLimits): Promise<AgentOutput> {
  const { docker, image, labels } = request;
  const { signal } = limits;
  signal.throwIfAborted();
  const container = await docker.createContainer({
    Image: image,
    Labels: labels,
    User: user,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    HostConfig: { ...fence, Sysctls: sysctls, ...request.host },
  });
  const stop = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop.abort();
  }, limits.deadlineMs);
  const halt = (): void => stop.abort();
  signal.addEventListener('abort', halt, { once: true });
  // It may have been aborted while the container was made.
  if (signal.aborted) halt();
  let connection: Duplex | undefined;
  try {
    // Attached before it starts, or the first lines would be lost.
    connection = (await container.attach({
      stream: true,
      hijack: true,
      stdin: true,
      stdout: true,
      stderr: true,
      abortSignal: stop.signal,
    })) as Duplex;
    const open = connection;
    // After an abort nobody reads any more: the connection ends, and with it the loop below.
    stop.signal.addEventListener('abort', () => open.destroy(), { once: true });
    const output = collect(open, limits.heard);
    // Asked before the start as well: an agent can be gone before the answer to start is read.
    const ended = container.wait({ condition: 'next-exit', abortSignal: stop.signal } as object) as Promise<{ StatusCode: number }>;
    ended.catch(() => undefined);
    await start(container, stop.signal);
    open.end(plan);
    const { stdout, stderr } = await output;
    const exit = await ended.catch(() => undefined);
    signal.throwIfAborted();
    const state = exit && !isLate ? (await container.inspect()).State : undefined;
    const fault = isLate
      ? `did not end within ${Math.round(limits.deadlineMs / 1000)} s and was stopped`
      : stdout.truncated
        ? `wrote more than ${outputLimit} bytes`
        : exit === undefined
          ? 'was lost: the engine broke the connection'
          : state?.OOMKilled
            ? `ran out of its ${(request.host?.Memory ?? fence.Memory ?? 0) / 1024 / 1024} MB of memory`
            : exit.StatusCode > 128
              ? `was killed by signal ${exit.StatusCode - 128}`
              : undefined;
    return { stdout: stdout.toString(), stderr: stderr.toString(), exitCode: exit?.StatusCode, fault };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', halt);
    connection?.destroy();
    await removeContainer(docker, container.id);
  }
}

async function start(container: Docker.Container, abortSignal: AbortSignal): Promise<void> {
  try {
    await container.start({ abortSignal } as object);
  } catch (error) {
    const text = (error as { json?: { message?: string } }).json?.message ?? (error as Error).message;
    if (/net\/ipv6|net\.ipv6/.test(text)) throw new NoSuchSetting(text, { cause: error });
    if (abortSignal.aborted) throw error;
    throw new LabError('partial', `its container did not start: ${text.trim()}`, 'npm run lab -- doctor', { cause: error });
  }
}

async function collect(connection: Duplex, heard: RunLimits['heard']): Promise<{ stdout: BoundedOutput; stderr: BoundedOutput }> {
  const stdout = new BoundedOutput(outputLimit);
  const stderr = new BoundedOutput(complaintLimit);
  try {
    for await (const { from, data } of demultiplex(connection as AsyncIterable<Buffer>)) {
      (from === 'stdout' ? stdout : stderr).add(data);
      if (from === 'stdout') heard?.(data);
    }
  } catch {
    // Broken off by the deadline, an abort or the engine: the exit code and the missing end record say so.
  }
  return { stdout, stderr };
}
