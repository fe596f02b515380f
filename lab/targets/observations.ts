import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { protocolVersion } from '../plan/compile.ts';
import { joinObservations } from '../results/join.ts';
import { parseOutcome } from '../results/outcome.ts';
import { Incomplete, MeasuredErrnos, MeasuredIdentity, MeasuredSurroundings, Observation, Trace } from '../results/result.ts';

const Header = z.object({
  record: z.literal('header'),
  protocol: z.literal(protocolVersion),
  agent: z.strictObject({ source: z.string().max(64), compiler: z.string().max(200) }),
  identity: MeasuredIdentity,
  unsupported: z.array(z.string().max(120)).max(500),
  surroundings: MeasuredSurroundings,
  errnos: MeasuredErrnos,
  slowness: z.number().min(0),
  deadlineMs: z.int().min(1),
});
/** What the agent says first: itself, and where it is. */
export type Header = z.infer<typeof Header>;

const CaseRecord = z.object({
  record: z.literal('case'),
  id: z.string().max(200),
  hash: Observation.shape.hash,
  traces: z.array(Trace).max(1000),
  // An agent cannot say what became of its target.
  incomplete: Incomplete.omit({ fatal: true }).optional(),
});

const End = z.object({ record: z.literal('end'), cases: z.int().min(0), elapsedMs: z.number().min(0) });

/** What could be read of an agent's output. */
export interface Observations {
  header: Header | undefined;
  /** By case id. Only cases that were asked for, with the hash they were asked with, and traces no longer than their steps. */
  cases: Map<string, Observation>;
  /** The end record came, and every case that was asked for is there. */
  complete: boolean;
  /** What is wrong with the output, the most telling first. Empty exactly when it is complete. */
  problems: string[];
}

/** What was asked of the agent. */
export interface Asked {
  id: string;
  hash: string;
  steps: readonly unknown[];
}

/** More than this many bad lines say no more than the first of them. */
const problemLimit = 5;

/**
 * Reads the JSON Lines that a target wrote. Never throws: what is good is kept, and `problems` says what is not. A line that is no
 * record is a problem, but costs nothing else. A case that was in the plan `copies` times counts once all of them are there; what they saw
 * adds up.
 */
export function readObservations(output: string, asked: readonly Asked[], copies = 1): Observations {
  const reader = new ObservationReader(asked, copies);
  reader.add(Buffer.from(output));
  return reader.observations();
}

/** Reads what a target writes while it writes, in pieces of any size, so that what it has said so far is known at any time. */
export class ObservationReader {
  private readonly asked: readonly Asked[];
  private readonly copies: number;
  private readonly wanted: Map<string, Asked>;
  private readonly decoder = new StringDecoder('utf8');
  private readonly records = new Map<string, { count: number; observation: Observation }>();
  private readonly bad: string[] = [];
  private badLines = 0;
  private end: z.infer<typeof End> | undefined;
  private lines = 0;
  private lastLine = '';
  /** What follows the last newline: nothing, or the beginning of a line. */
  private tail = '';
  header: Header | undefined;
  /** By case id, the cases that are complete. */
  readonly cases = new Map<string, Observation>();
  /** Records that said something new: the header, copies of cases, the end. A target that goes on without any has hung, whatever it prints. */
  news = 0;

  constructor(asked: readonly Asked[], copies = 1) {
    this.asked = asked;
    this.copies = copies;
    this.wanted = new Map(asked.map((one) => [one.id, one]));
  }

  add(chunk: Uint8Array): void {
    const lines = (this.tail + this.decoder.write(chunk)).split('\n');
    this.tail = lines.pop() ?? '';
    for (const line of lines) this.take(line);
  }

  /** What could be read until now. */
  observations(): Observations {
    const { header, cases, end, asked, bad } = this;
    const problems: string[] = [];
    const isEmpty = this.lastLine === '' && this.tail.trim() === '';
    if (isEmpty) problems.push('it wrote nothing');
    else if (header === undefined) problems.push('its output has no valid header');
    const missing = asked.length - cases.size;
    if (!isEmpty && end === undefined) {
      const last = this.tail.trim() === '' ? this.lastLine : this.tail;
      problems.push(`it ended after ${cases.size} of ${asked.length} cases; its last line: ${excerpt(last)}`);
    } else if (end !== undefined && missing > 0) {
      problems.push(`it said that it was done, but ${missing} of ${asked.length} cases are missing`);
    }
    problems.push(...bad);
    if (this.badLines > bad.length) problems.push(`${this.badLines - bad.length} more lines are bad`);
    return { header, cases, complete: problems.length === 0, problems };
  }

  private take(line: string): void {
    this.lines++;
    if (line.trim() === '') return;
    this.lastLine = line;
    const problem = this.readLine(line);
    if (problem === undefined) this.news++;
    else if (++this.badLines <= problemLimit) this.bad.push(`line ${this.lines} ${problem}: ${excerpt(line)}`);
  }

  private readLine(line: string): string | undefined {
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      return 'is not JSON';
    }
    const record = (json as { record?: unknown } | null)?.record;
    if (record === 'header') return this.readHeader(json);
    if (record === 'case') return this.readCase(json);
    if (record === 'end') {
      const parsed = End.safeParse(json);
      if (!parsed.success) return issue(parsed.error);
      if (this.end !== undefined) return 'is a second end';
      this.end = parsed.data;
      return undefined;
    }
    return 'is no record of this protocol';
  }

  private readHeader(json: unknown): string | undefined {
    const protocol = (json as { protocol?: unknown }).protocol;
    if (protocol !== protocolVersion) return `speaks protocol ${JSON.stringify(protocol)}, and this lab speaks ${protocolVersion}`;
    const parsed = Header.safeParse(json);
    if (!parsed.success) return issue(parsed.error);
    if (this.header !== undefined) return 'is a second header';
    this.header = parsed.data;
    return undefined;
  }

  private readCase(json: unknown): string | undefined {
    const parsed = CaseRecord.safeParse(json);
    if (!parsed.success) return issue(parsed.error);
    const { id, hash, traces, incomplete } = parsed.data;
    const { copies } = this;
    const one = this.wanted.get(id);
    if (one === undefined) return `is about a case that was not asked for`;
    if (one.hash !== hash) return `is about another version of its case`;
    const before = this.records.get(id);
    if (before !== undefined && before.count === copies)
      return copies === 1 ? 'is a second record of its case' : `is one record more of its case than the ${copies} that were asked for`;
    if (traces.some((trace) => trace.outcomes.length > one.steps.length)) return 'has more outcomes than its case has steps';
    const odd = traces.flatMap(({ outcomes }) => outcomes).find((outcome) => parseOutcome(outcome) === undefined);
    if (odd !== undefined) return `has the outcome ${JSON.stringify(odd)}, and no outcome is spelled like that`;
    const now = incomplete ? { hash, traces: traces.map(tidy), incomplete } : { hash, traces: traces.map(tidy) };
    const observation = before === undefined ? now : joinObservations(before.observation, now);
    const count = (before?.count ?? 0) + 1;
    this.records.set(id, { count, observation });
    if (count === copies) this.cases.set(id, observation);
    return undefined;
  }
}

/** An empty `bytes` says nothing, and would be stored a thousand times. */
function tidy({ bytes, ...trace }: Trace): Trace {
  return bytes === undefined || Object.keys(bytes).length === 0 ? trace : { ...trace, bytes };
}

function issue(error: z.ZodError): string {
  const [first] = error.issues;
  return first === undefined ? 'is wrong' : `is wrong at ${first.path.map(String).join('.') || 'its top'} (${first.message})`;
}

/** Some of a line, safe to print: control characters would move the cursor. */
function excerpt(line: string): string {
  const shown = line.slice(0, 100).replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '\u{FFFD}');
  return line.length > 100 ? `${shown}…` : shown;
}
