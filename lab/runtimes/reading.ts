import { z } from 'zod';
import type { Seen, Study, Trace } from './study.ts';
import type { Task } from './task.ts';

const Header = z.strictObject({
  record: z.literal('header'),
  protocol: z.literal(1),
  kernel: z.string(),
  machine: z.string(),
  version: z.string(),
});
const trial = { case: z.string(), hash: z.string(), outcomes: z.array(z.string()), words: z.array(z.string()) };
const Record = z.discriminatedUnion('record', [
  Header,
  z.strictObject({ record: z.literal('trial'), ...trial }),
  z.strictObject({ record: z.literal('http'), connections: z.int(), ...trial }),
  z.strictObject({ record: z.literal('forced'), hits: z.int(), ...trial }),
  z.strictObject({ record: z.literal('end'), sigpipe: z.enum(['default', 'ignored', 'handler', 'unknown']), elapsedMs: z.number() }),
]);

/** What a driver said of the tasks that it was asked for. */
export interface Heard {
  header: Pick<Study, 'version' | 'kernel' | 'machine'> | undefined;
  sigpipe: Study['sigpipe'] | undefined;
  /** By the id of the task. */
  seen: Map<string, Seen>;
  /** Why it is not all that was asked for; empty exactly when it is. */
  problem: string | undefined;
}

/** Reads the lines of a driver; what is not right is a problem, and never thrown. */
export function readDriver(output: string, tasks: readonly Task[], trials: number): Heard {
  const heard: Heard = { header: undefined, sigpipe: undefined, seen: new Map(), problem: undefined };
  const counts = new Map<string, number>();
  for (const line of output.split('\n').filter((one) => one !== '')) {
    const record = parseLine(line);
    if (record === undefined) {
      heard.problem ??= `the driver said what is no record: ${line.slice(0, 100)}`;
      continue;
    }
    if (record.record === 'header') {
      const { kernel, machine, version } = record;
      heard.header = { kernel, machine, version };
    } else if (record.record === 'end') {
      heard.sigpipe = record.sigpipe;
    } else {
      const task = tasks.find(({ id, hash }) => id === record.case && hash === record.hash);
      if (task === undefined) {
        heard.problem ??= `the driver answered '${record.case}', which was not asked for`;
        continue;
      }
      counts.set(task.id, (counts.get(task.id) ?? 0) + 1);
      add(heard.seen, task, traceOf(record));
    }
  }
  const missing = tasks.filter(({ id }) => (counts.get(id) ?? 0) !== trials);
  if (heard.sigpipe === undefined) heard.problem ??= 'the driver ended early';
  if (missing.length > 0) heard.problem ??= `trials of ${missing.length} cases are missing, ${missing[0]?.id} among them`;
  return heard;
}

function parseLine(line: string): z.infer<typeof Record> | undefined {
  try {
    return Record.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

type TrialRecord = Extract<z.infer<typeof Record>, { case: string }>;

function traceOf(record: TrialRecord): Trace {
  const trace = { count: 1, outcomes: record.outcomes, words: record.words.map(withoutAddresses) };
  if (record.record === 'http') return { ...trace, connections: record.connections };
  return record.record === 'forced' ? { ...trace, forced: record.hits > 0 } : trace;
}

/** Ports, paths and addresses in memory differ from trial to trial, and say nothing. */
export function withoutAddresses(words: string): string {
  return words
    .replaceAll(/\/tmp\/peer\.[0-9.]+/g, 'PATH')
    .replaceAll(/(127\.0\.0\.1|localhost)([: ]|, ?)[0-9]{2,5}\b/g, '$1$2PORT')
    .replaceAll(/\bsock[0-9a-f]{2,}/g, 'sockN')
    .replaceAll(/\bfd([ :=]*)[0-9]+/g, 'fd$1N')
    .replaceAll(/0x[0-9a-f]{4,}/g, '0xN')
    .replaceAll(/\.[0-9]+>/g, '.N>');
}

function add(seen: Map<string, Seen>, { id, hash }: Task, trace: Trace): void {
  const one = seen.get(id) ?? { hash, traces: [] };
  const same = one.traces.find((known) => sameTrace(known, trace));
  if (same) same.count += 1;
  else one.traces.push(trace);
  one.traces.sort((a, b) => b.count - a.count);
  seen.set(id, one);
}

function sameTrace(one: Trace, other: Trace): boolean {
  return JSON.stringify({ ...one, count: 0 }) === JSON.stringify({ ...other, count: 0 });
}
