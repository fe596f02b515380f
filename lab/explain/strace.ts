/** A call in the output of strace. */
export interface TracedCall {
  /** The line, from 0, at which it returned (or, if it never did, began). */
  line: number;
  /** 0 where the output names no process. */
  pid: number;
  /** The call as one line, also where strace wrote it in two: with the pid and the time at which it returned. */
  text: string;
  name: string;
  /** Arguments as strace has them. */
  args: readonly string[];
  /** What it returned; undefined where it did not return before the output ended. */
  result: { value: number; errno: string | undefined } | undefined;
}

/** A signal that a process got, or its end: `killed by SIGPIPE`, `exited with 0`. */
interface TracedEvent {
  line: number;
  pid: number;
  signal: string | undefined;
  end: string | undefined;
}

/** The output of strace, read. */
export interface Trace {
  lines: readonly string[];
  calls: readonly TracedCall[];
  events: readonly TracedEvent[];
}

/**
 * Reads the output of strace, as it comes with -f, -o, -t, -tt, -ttt, -r, -T, -y and -yy: pids, times, decorated descriptors, and calls that are `<unfinished ...>`
 * and `resumed` later. Lines that are no call are left alone.
 */
export function parseStrace(text: string): Trace {
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n');
  const calls: TracedCall[] = [];
  const events: TracedEvent[] = [];
  const unfinished = new Map<number, { line: number; name: string; args: string }>();
  for (const [line, raw] of lines.entries()) {
    const { pid, rest } = withoutPrefix(raw);
    const event = /^--- (SIG\w+) |^\+\+\+ (?:(killed by \w+)|(exited with \d+))/.exec(rest);
    if (event !== null) {
      events.push({ line, pid, signal: event[1], end: event[2] ?? event[3] });
      continue;
    }
    const begun = /^(\w+)\((.*?),? *<unfinished \.\.\.>$/.exec(rest);
    if (begun !== null) {
      unfinished.set(pid, { line, name: begun[1] ?? '', args: begun[2] ?? '' });
      continue;
    }
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest);
    const before = resumed === null ? undefined : unfinished.get(pid);
    if (before !== undefined) unfinished.delete(pid);
    const whole = resumed === null ? rest : `${resumed[1] ?? ''}(${joined(before?.args ?? '', resumed[2] ?? '')}`;
    const call = callIn(whole);
    if (call !== undefined) calls.push({ line, pid, text: `${raw.slice(0, raw.length - rest.length)}${whole}`, ...call });
  }
  for (const [pid, { line, name, args }] of unfinished)
    calls.push({ line, pid, text: lines[line] ?? '', name, args: argumentsIn(args), result: undefined });
  return { lines, calls: calls.toSorted((one, other) => one.line - other.line), events };
}

/** The pid, and the line without it and without a time. */
function withoutPrefix(raw: string): { pid: number; rest: string } {
  const withPid = /^(?:\[pid +(\d+)\] +|(\d+) +(?=[\w<+-]|\d))(.*)$/.exec(raw);
  const pid = Number(withPid?.[1] ?? withPid?.[2] ?? 0);
  // `12345 read(` has a pid; `0.000123 read(` and `12:34:56 read(` have a time, which the pattern of pids does not fit.
  const rest = (withPid?.[3] ?? raw).trimStart();
  return { pid, rest: rest.replace(/^(?:\d{2}:\d{2}:\d{2}(?:\.\d+)?|\d+\.\d+|\(\+ *\d+\.\d+\)) +/, '') };
}

function joined(args: string, rest: string): string {
  const end = rest.trimStart();
  return args === '' || end.startsWith(')') ? `${args}${end}` : `${args}, ${end.replace(/^, */, '')}`;
}

function callIn(text: string): Pick<TracedCall, 'name' | 'args' | 'result'> | undefined {
  const found = /^(\w+)\((.*)\) += (.*)$/.exec(text);
  if (found === null) {
    const hanging = /^(\w+)\((.*)$/.exec(text);
    return hanging === null || /\) +=/.test(text)
      ? undefined
      : { name: hanging[1] ?? '', args: argumentsIn(hanging[2] ?? ''), result: undefined };
  }
  const [, name = '', args = '', returned = ''] = found;
  const value = /^(-?\d+|0x[0-9a-f]+)(?:<[^>]*>)?(?: (E[A-Z0-9]+)\b)?/.exec(returned);
  const result = value === null ? undefined : { value: Number(value[1]), errno: value[2] };
  return { name, args: argumentsIn(args), result };
}

/** Splits arguments at commas that are in no string and no bracket. */
function argumentsIn(text: string): string[] {
  const args: string[] = [];
  let [depth, from] = [0, 0];
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (isString) {
      if (char === '\\') at++;
      else if (char === '"') isString = false;
    } else if (char === '"') isString = true;
    else if ('[{('.includes(char) || (char === '<' && /[\d\w]/.test(text[at - 1] ?? ''))) depth++;
    else if (']})'.includes(char) || (char === '>' && text[at - 1] !== '-')) depth = Math.max(0, depth - 1);
    else if (char === ',' && depth === 0) {
      args.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === '' ? args : [...args, last];
}

/** The descriptor that an argument names: `3`, or `3<TCP:[...]>`. */
export function descriptorIn(arg: string | undefined): number | undefined {
  const digits = /^(\d+)(?:<|$)/.exec(arg ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
