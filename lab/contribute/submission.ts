import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Result } from '../results/result.ts';
import { StoredResult } from '../results/stored.ts';
import { damage } from './checksum-line.ts';
import { KitDocument } from './kit-document.ts';
import { nestingOf } from './nesting.ts';
import { hostility } from './plain-text.ts';

/** A file that was handed in, and that is what it should be as far as it can be seen without knowing the catalogue. */
export type Submission =
  | { kind: 'kit'; document: KitDocument; digest: string }
  | { kind: 'result'; result: Result; digest: string }
  | { kind: 'observations'; records: unknown[]; digest: string };

/** Bytes that a submission can have. A thousand cases of ten trials are half a megabyte. */
export const submissionLimit = 16 * 1024 * 1024;

/** Documents of ours are 8 deep. */
const nestingLimit = 16;

/** Reads what was handed in; a `refused` says why not, as the end of a sentence that begins with the file's name. Never throws. */
export function readSubmission(bytes: Buffer): Submission | { refused: string } {
  if (bytes.length === 0) return { refused: 'is empty: what the kit printed on standard error says why it wrote nothing' };
  if (bytes.length > submissionLimit) return { refused: tooLarge(bytes.length) };
  if (bytes[0] === 0xff || bytes[0] === 0xfe) {
    return { refused: 'is UTF-16, which is what PowerShell makes of > : run the kit in a POSIX shell such as the one of MSYS2 or Cygwin' };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { refused: 'is not text in UTF-8' };
  }
  if (nestingOf(text, nestingLimit + 1) > nestingLimit) return { refused: `is nested more than ${nestingLimit} levels deep` };

  const digest = createHash('sha256').update(bytes).digest('hex');
  if (text.startsWith('{"record":"header"')) return readLines(text, digest);
  const isKit = text.startsWith('{"sockatlasKit":');
  const damaged = isKit ? damage(bytes) : undefined;
  if (damaged !== undefined) return { refused: damaged };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { refused: `is not JSON: ${(error as Error).message.replaceAll(/\p{Cc}/gu, ' ').slice(0, 120)}` };
  }
  const hostile = hostility(json);
  if (hostile !== undefined) return { refused: `is refused: ${hostile}` };

  if (isKit) {
    const parsed = KitDocument.safeParse(json);
    return parsed.success ? { kind: 'kit', document: parsed.data, digest } : { refused: firstIssue(parsed.error) };
  }
  if (typeof json !== 'object' || json === null || !('schemaVersion' in json)) {
    return { refused: 'is neither a result document of a kit, nor observations of an agent, nor a result file of the lab' };
  }
  const parsed = StoredResult.safeParse(json);
  return parsed.success ? { kind: 'result', result: parsed.data, digest } : { refused: firstIssue(parsed.error) };
}

/** What an agent itself wrote, line by line. A last line that was cut off is the end of a run that did not come to its end. */
function readLines(text: string, digest: string): Submission | { refused: string } {
  const records: unknown[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      records.push(JSON.parse(line));
    } catch {
      if (index === lines.length - 1) break;
      return { refused: `is wrong in line ${index + 1}: an agent writes one JSON document a line` };
    }
  }
  const hostile = hostility(records);
  return hostile === undefined ? { kind: 'observations', records, digest } : { refused: `is refused: ${hostile}` };
}

/** The reason for refusing a file of this size (in bytes). */
export function tooLarge(size: number): string {
  return `has ${size} bytes; a result has at most ${submissionLimit}`;
}

function firstIssue(error: z.ZodError): string {
  const [first] = error.issues;
  return `is wrong at ${first?.path.map(String).join('.') || 'its top'}: ${first?.message ?? 'no result'}`;
}
