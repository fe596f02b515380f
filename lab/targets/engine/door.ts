import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { formatAddress, type Address } from './address.ts';
import { usualBounds, type Bounds } from './bounds.ts';
import { EngineError, faultFrom, type EngineFault } from './engine-error.ts';

/** What is asked of the engine, and how long somebody waits for it. */
interface Asked {
  /** What it is asked to do, as the end of "the engine did not …". */
  asked: string;
  /** How long (ms) the answer may take; of a stream, its next piece. */
  within: number;
  signal?: AbortSignal | undefined;
}

/** One question to the engine. */
export interface Question<T> extends Asked {
  /** Asks it. */
  ask: (docker: Docker) => Promise<T>;
  /** How often it may be asked; more than once only where asking twice is the same as asking once. */
  tries?: number;
  /** Whether an answer is what an engine gives to this question. */
  isAnswer?: (answer: T) => boolean;
}

/** An end of a connection comes a moment after the last byte of an answer; only then is it known to have come too early (ms). */
const settleMs = 100;

/**
 * The only way to the engine: every call has a bound, ends at once when its signal is aborted, and fails with an `EngineError`. The library
 * alone leaves a promise pending for ever when a connection ends after the header of an answer: it waits for the end of the body, and hears
 * neither the error nor the close. So each call here has a connection of its own, which is watched.
 */
export class Door {
  readonly place: string;
  readonly bounds: Bounds;
  private readonly address: Address;

  constructor(address: Address, bounds: Bounds = usualBounds) {
    this.address = address;
    this.place = formatAddress(address);
    this.bounds = bounds;
  }

  /** The answer to a question. Rejects with an `EngineError`, or with the signal's reason if that was aborted. */
  async call<T>(question: Question<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return (await this.ask(question)).answer;
      } catch (error) {
        if (!(error instanceof EngineError) || !error.isPassing || tried >= (question.tries ?? 1)) throw error;
        await sleep(this.bounds.again, undefined, question.signal ? { signal: question.signal } : {}).catch(() => undefined);
      }
    }
  }

  /** The pieces of an answer that comes bit by bit. Fails as `call` does, also in the middle. */
  async *stream(question: Question<AsyncIterable<Buffer | string>>): AsyncGenerator<Buffer | string> {
    const { answer, hangUp } = await this.ask(question);
    const pieces = answer[Symbol.asyncIterator]();
    try {
      for (;;) {
        const piece = await this.bounded(question, pieces.next());
        if (piece.done === true) return;
        yield piece.value;
      }
    } finally {
      hangUp();
    }
  }

  private async ask<T>(question: Question<T>): Promise<{ answer: T; hangUp: () => void }> {
    question.signal?.throwIfAborted();
    const { default: Client } = await import('dockerode');
    const line = lineTo(this.address);
    try {
      const docker = new Client({ ...connectionOf(this.address), agent: line.agent } as Docker.DockerOptions);
      const answer = await this.bounded(question, Promise.race([question.ask(docker), line.broken]));
      if (question.isAnswer?.(answer) === false) throw this.failed(question, 'garbage', 'what it answered makes no sense');
      return { answer, hangUp: line.hangUp };
    } catch (error) {
      line.hangUp();
      throw error;
    }
  }

  /** Waits for something of an answer: at most as long as the question allows, and not when nobody wants it any more. */
  private async bounded<T>(question: Asked, promise: Promise<T>): Promise<T> {
    const { signal, within } = question;
    const give = new AbortController();
    const late = Number.isFinite(within) ? setTimeout(() => give.abort(), within) : undefined;
    const stop = signal ? AbortSignal.any([signal, give.signal]) : give.signal;
    const stopped = new Promise<never>((_, reject) => {
      stop.addEventListener('abort', () => reject(this.failed(question, 'silent', `it did not answer within ${within / 1000} s`)));
    });
    try {
      signal?.throwIfAborted();
      return await Promise.race([promise, stopped]);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof EngineError) throw error;
      const { fault, reason, status } = faultFrom(error);
      throw this.failed(question, fault, reason, status, error);
    } finally {
      clearTimeout(late);
    }
  }

  private failed({ asked }: Asked, fault: EngineFault, reason: string, status?: number, cause?: unknown): EngineError {
    return new EngineError(this.place, asked, fault, reason, status, cause);
  }
}

/** A connection for one call: `broken` rejects when it ends, which is too early for whoever still waits for the answer then. */
function lineTo(address: Address): { agent: Agent; broken: Promise<never>; hangUp: () => void } {
  const agent = 'tls' in address && address.tls ? new SecureAgent() : new Agent();
  const connect = agent.createConnection.bind(agent);
  let socket: Duplex | null | undefined;
  let cut: (error: Error) => void;
  const broken = new Promise<never>((_, reject) => {
    cut = reject;
  });
  broken.catch(() => undefined);
  agent.createConnection = (options, ready) => {
    socket = connect(options, ready);
    socket?.once('close', () => {
      setTimeout(() => cut(Object.assign(new Error('it broke the connection'), { code: 'ECONNRESET' })), settleMs);
    });
    return socket;
  };
  return { agent, broken, hangUp: () => void socket?.destroy() };
}

function connectionOf(address: Address): object {
  // All are given even when they are undefined: otherwise the library takes them from its own reading of DOCKER_HOST.
  const none = { host: undefined, port: undefined, socketPath: undefined };
  if ('socket' in address) return { ...none, socketPath: address.socket, protocol: 'http' };
  const { host, port, tls, certificates } = address;
  const read = (name: string) => (certificates === undefined ? undefined : readFileSync(join(certificates, name)));
  return tls
    ? { ...none, host, port, protocol: 'https', ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') }
    : { ...none, host, port, protocol: 'http' };
}
