import { LabError } from '../../failure.ts';

/**
 * How a call to the engine failed: the answer did not come in time (`silent`), broke off (`cut`), was no answer that an engine gives
 * (`garbage`), or was a refusal with a reason (`refused`); or the engine could not be reached at all (`unreachable`).
 */
export type EngineFault = 'silent' | 'cut' | 'garbage' | 'refused' | 'unreachable';

/** A call to the engine that failed, in one sentence: where, what was asked, what happened. */
export class EngineError extends LabError {
  readonly fault: EngineFault;
  /** The HTTP status of a refusal. */
  readonly status: number | undefined;
  /** What happened, without the place and the question. */
  readonly reason: string;

  constructor(place: string, asked: string, fault: EngineFault, reason: string, status?: number, cause?: unknown) {
    super('partial', `the engine at ${place} did not ${asked}: ${reason}`, hints[fault], { cause });
    this.fault = fault;
    this.reason = reason;
    this.status = status;
  }

  /** Whether the engine may have done what it was asked although no answer says so. */
  get isLost(): boolean {
    return this.fault !== 'refused' && this.fault !== 'unreachable';
  }

  /** Whether to ask again may help, where asking twice is the same as asking once. */
  get isPassing(): boolean {
    return this.isLost || (this.status !== undefined && this.status >= 500);
  }
}

const hints: Record<EngineFault, string> = {
  silent: 'See whether it is stopped or overloaded: npm run lab -- doctor',
  cut: 'See whether it was restarted: npm run lab -- doctor',
  garbage: 'See whether it is an engine that listens there: npm run lab -- doctor',
  refused: 'npm run lab -- doctor',
  unreachable: 'npm run lab -- doctor',
};

/** The engine's refusal of a call because what it is about is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof EngineError && error.status === 404;
}

/** Why a connection, or a request on it, failed, from what Node and the library say of it. */
export function faultFrom(error: unknown): { fault: EngineFault; reason: string; status?: number } {
  const { code, statusCode, json, message } = error as NodeJS.ErrnoException & { statusCode?: number; json?: { message?: string } };
  if (statusCode !== undefined) {
    // Of an answer that would have been a stream, the library gives only its own sentence with the engine's in it.
    const said = typeof json?.message === 'string' ? json.message : message.replace(/^\(HTTP code \d+\) [^-]* - /, '');
    return { fault: 'refused', reason: said.replaceAll(/\s+/g, ' ').trim(), status: statusCode };
  }
  switch (code) {
    case 'ENOENT':
      return { fault: 'unreachable', reason: 'it is not there' };
    case 'EACCES':
      return { fault: 'unreachable', reason: 'this user may not use it' };
    case 'ECONNREFUSED':
      return { fault: 'unreachable', reason: 'nothing listens there' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { fault: 'unreachable', reason: 'its host has no address' };
    case 'ECONNRESET':
    case 'EPIPE':
      return { fault: 'cut', reason: 'it broke the connection' };
    default:
      if (code?.startsWith('HPE_')) return { fault: 'garbage', reason: 'what it answered is no HTTP' };
      return { fault: 'cut', reason: message.replaceAll(/\s+/g, ' ').trim() || String(code) };
  }
}
