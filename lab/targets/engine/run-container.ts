import { setTimeout as sleep } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { LabError } from '../../failure.ts';
import { BoundedOutput, complaintLimit, outputLimit } from '../bounded-output.ts';
import { Stopped, type AgentOutput, type RunLimits } from '../driver.ts';
import { attachContainer, createContainer, startContainer } from './containers.ts';
import { discard, somewhatAfter } from './discard.ts';
import type { Door } from './door.ts';
import { endOf, type End } from './end-of.ts';
import { fence, ipv6, user } from './fence.ts';
import { containerName } from './labels.ts';
import { demultiplex } from './multiplexed.ts';

/** What a container is made of. */
export interface ContainerRequest {
  door: Door;
  image: string;
  labels: Record<string, string>;
  /** What a kind of target needs beyond the rule: devices, more memory. */
  host?: Docker.HostConfig | undefined;
}

/** Runs a plan in a fresh container, which is removed when this returns or throws; where it could not be, the output says so. */
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
  const { door, image, labels } = request;
  const { signal } = limits;
  const name = containerName();
  const options: Docker.ContainerCreateOptions = {
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
  };
  const conversation: Conversation = { stdout: new BoundedOutput(outputLimit), stderr: new BoundedOutput(complaintLimit), end: undefined };
  let failure: unknown;
  try {
    if (!signal.aborted) {
      // Not broken off at once by an interrupt: a container whose making nobody waits for could not be removed yet.
      await createContainer(door, name, options, somewhatAfter(signal, door.bounds.farewell / 2));
      await converse(door, name, plan, limits, conversation);
    }
  } catch (error) {
    // A target that was stopped has what it wrote until then.
    if (!signal.aborted) failure = error;
  }
  const left = await discard(door, name, signal);
  if (failure !== undefined) throw failure;
  const { stdout, stderr, end } = conversation;
  return {
    stdout: stdout.toString(),
    stderr: stderr.toString(),
    exitCode: end && 'exitCode' in end ? end.exitCode : undefined,
    fault: faultOf(conversation, signal, request),
    left,
  };
}

/** What is heard of a container. */
interface Conversation {
  stdout: BoundedOutput;
  stderr: BoundedOutput;
  end: End | undefined;
}

/** Starts a container, hands it its plan, and listens until it has ended and all that it wrote is there. */
async function converse(door: Door, name: string, plan: string, limits: RunLimits, heard: Conversation): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([limits.signal, over.signal]);
  // Attached before it starts, or the first lines would be lost.
  const connection = await attachContainer(door, name, signal);
  const hangUp = (): void => void connection.destroy();
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    const output = listen(connection, heard, limits.heard);
    // Asked before the start as well: an agent can be gone before the answer to start is read.
    const { promise: started, resolve: goOn } = resolvable();
    const ended = endOf(door, name, started, signal).then(
      (end) => void (heard.end = end),
      () => undefined,
    );
    await start(door, name, signal);
    goOn();
    connection.end(plan);
    await Promise.race([output, ended]);
    // One without the other: the engine broke the connection, or lost it without a word; or the other is only late.
    const { drain, reading } = door.bounds;
    const patience = heard.end === undefined ? reading : drain;
    if (!heard.stdout.truncated) await Promise.race([Promise.all([output, ended]), sleep(patience, undefined, { signal })]);
  } finally {
    over.abort();
    hangUp();
  }
}

async function start(door: Door, name: string, signal: AbortSignal): Promise<void> {
  try {
    await startContainer(door, name, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { message, hint } = error as LabError;
    if (/net\/ipv6|net\.ipv6/.test(message)) throw new NoSuchSetting(message, { cause: error });
    throw new LabError('partial', `its container did not start: ${message}`, hint, { cause: error });
  }
}

function resolvable(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Keeps what comes, until the connection ends, is broken off, or brought more than anybody wants. */
async function listen(connection: Duplex, { stdout, stderr }: Conversation, tell: RunLimits['heard']): Promise<void> {
  try {
    for await (const { from, data } of demultiplex(connection as AsyncIterable<Buffer>)) {
      (from === 'stdout' ? stdout : stderr).add(data);
      if (from === 'stdout') tell?.(data);
      if (stdout.truncated) return;
    }
  } catch {
    // The missing end of the container, or of its output, says so.
  }
}

/** Why a run cannot be trusted to be whole. */
function faultOf({ stdout, end }: Conversation, signal: AbortSignal, { host }: ContainerRequest): string | undefined {
  if (signal.aborted) return signal.reason instanceof Stopped ? signal.reason.message : 'was interrupted';
  if (stdout.truncated) return `wrote more than ${outputLimit} bytes`;
  if (end === undefined) return 'was lost: the engine broke the connection';
  if ('fault' in end) return end.fault;
  if (end.outOfMemory) return `ran out of its ${(host?.Memory ?? fence.Memory) / 1024 / 1024} MB of memory`;
  return end.exitCode > 128 ? `was killed by signal ${end.exitCode - 128}` : undefined;
}
