import { StringDecoder } from 'node:string_decoder';
import { EngineError } from './engine-error.ts';

/** One message of an engine that builds, pulls or imports. */
interface Message {
  stream?: string;
  status?: string;
  error?: string;
  errorDetail?: { message?: string };
  aux?: { ID?: string };
}

/** What came of a stream that ended well. */
export interface StreamResult {
  /** All text that it printed. */
  log: string;
  /** The image's id, where the engine said it. */
  id: string | undefined;
}

/** A failure that the engine reported inside a stream that itself went well. */
export class StreamFailure extends Error {
  readonly log: string;
  constructor(message: string, log: string, cause?: unknown) {
    super(message, { cause });
    this.log = log;
  }
}

/**
 * Reads an engine's stream of JSON messages to its end. The library's own reader (`followProgress`) reports no failure of a build,
 * throws where nobody can catch on a line that is not JSON, drops a last line without its newline, and breaks split UTF-8.
 * Rejects with a `StreamFailure` if the engine reports an error, or if the stream breaks off.
 */
export async function readJsonStream(stream: AsyncIterable<Buffer | string>): Promise<StreamResult> {
  const decoder = new StringDecoder('utf8');
  const log: string[] = [];
  let rest = '';
  let id: string | undefined;
  let failure: string | undefined;

  const take = (line: string): void => {
    if (line.trim() === '') return;
    let message: Message;
    try {
      message = JSON.parse(line) as Message;
    } catch {
      log.push(`${line}\n`);
      return;
    }
    const text = message.stream ?? (message.status === undefined ? '' : `${message.status}\n`);
    if (text !== '') log.push(text);
    id = message.aux?.ID ?? (message.status?.startsWith('sha256:') ? message.status : id);
    const error = message.errorDetail?.message ?? message.error;
    if (error !== undefined) failure = error;
  };

  try {
    for await (const chunk of stream) {
      const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(take);
    }
  } catch (error) {
    const why = error instanceof EngineError ? error.reason : (error as Error).message;
    throw new StreamFailure(`the engine broke off: ${why}`, log.join(''), error);
  }
  take(rest + decoder.end());
  if (failure !== undefined) throw new StreamFailure(failure, log.join(''));
  return { log: log.join(''), id };
}
