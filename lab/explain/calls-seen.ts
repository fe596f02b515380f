import { explain } from '../models/compact.ts';
import type { CompactLink } from '../models/compact.ts';
import { machineOfSystem } from '../models/compact.ts';
import type { Cause } from './cause.ts';

/** A call that somebody made on his own end, and what it returned: `read`, `ECONNRESET`; `n` for any count above 0. */
export interface CallSeen {
  call: string;
  outcome: string;
}

const letterNames: Readonly<Record<string, string>> = {
  write: 'write',
  send: 'write',
  sendto: 'write',
  sendmsg: 'write',
  writev: 'write',
  read: 'read',
  recv: 'read',
  recvfrom: 'read',
  recvmsg: 'read',
  readv: 'read',
  close: 'close',
  so_error: 'error',
  getsockopt: 'error',
  'so-error': 'error',
  'shutdown(shut_wr)': 'shutdown-write',
  'shutdown(shut_rd)': 'shutdown-read',
  'shutdown(shut_rdwr)': 'shutdown-both',
  'shutdown-write': 'shutdown-write',
  'shutdown-read': 'shutdown-read',
  'shutdown-both': 'shutdown-both',
};

/**
 * Reads calls and outcomes: `write 5; read ECONNRESET`, with semicolons or line breaks between them; brackets and `=` do no harm: `shutdown(SHUT_WR) = 0`.
 * Returns what is no call instead, to be said.
 */
export function parseCalls(text: string): CallSeen[] | { wrong: string } {
  const seen: CallSeen[] = [];
  for (const part of text.split(/[;\n]/).map((one) => one.trim())) {
    if (part === '') continue;
    const [, name = '', args = '', outcome = ''] =
      /^([\w-]+)\s*(\([^)]*\))?\s*(?:=|->|:)?\s*(?:-1 )?([\w+|-]+)(?: \(.*\))?$/.exec(part) ?? [];
    const how = /SHUT_\w+/i.exec(args)?.[0];
    const call =
      letterNames[name.toLowerCase() === 'shutdown' && how !== undefined ? `shutdown(${how.toLowerCase()})` : name.toLowerCase()];
    if (call === undefined || outcome === '') return { wrong: part };
    seen.push({ call, outcome: outcomeSeen(call, outcome) });
  }
  return seen;
}

function outcomeSeen(call: string, typed: string): string {
  if (/^[0-9]+$/.test(typed)) return Number(typed) > 0 ? 'n' : call === 'read' ? 'EOF' : '0';
  const lower = typed.toLowerCase();
  if (lower === 'ok' || lower === 'data') return 'n';
  return lower === 'eof'
    ? 'EOF'
    : lower === 'blocks' || lower === 'hangs'
      ? 'EAGAIN'
      : typed.toUpperCase().replace('EWOULDBLOCK', 'EAGAIN');
}

/** What may have happened, by a model: calls in order, yours and those of the others. */
export interface ModelAnswer {
  /** The link and the system whose model it is. */
  link: string;
  system: string;
  /** The model's page below `reports/`. */
  page: string;
  steps: { text: string; isYours: boolean }[];
}

/** How far models are searched. */
const limits = { hidden: 5, most: 4 };

/** All that models of these links and systems say; the fewest unseen calls first. Empty if there is no such model, or none explains it. */
export function answersByModel(seen: readonly CallSeen[], links: readonly CompactLink[], targets: ReadonlySet<string>): ModelAnswer[] {
  for (const link of links) {
    const own = link.machines.flatMap(({ systems }) => systems.map(({ target }) => target)).filter((target) => targets.has(target));
    const [end] = link.ends;
    for (const system of own) {
      const machine = machineOfSystem(link, system);
      if (machine === undefined || end === undefined) continue;
      const found = spellings(seen, link.outcomes).flatMap((calls) => explain(link, machine, end, calls, limits));
      const best = found.toSorted((one, other) => one.hidden - other.hidden).slice(0, limits.most);
      if (best.length > 0) {
        return best.map(({ word }) => ({
          link: link.link,
          system,
          page: link.page,
          steps: word.map((letter) => ({ text: link.letters[letter]?.calls ?? '', isYours: link.letters[letter]?.end === end })),
        }));
      }
    }
  }
  return [];
}

/** The calls in all spellings of a model: a signal that came along is not always typed. */
function spellings(seen: readonly CallSeen[], outcomes: readonly string[]): { does: string; outcome: string }[][] {
  const known = new Set(outcomes.flatMap((one) => one.split(' or ')));
  let all: { does: string; outcome: string }[][] = [[]];
  for (const { call, outcome } of seen) {
    const own = [outcome, ...(outcome.includes('+') ? [] : [...known].filter((one) => one.startsWith(`${outcome}+`)))];
    all = all.flatMap((before) => own.map((one) => [...before, { does: call, outcome: one }]));
  }
  return all.slice(0, 64);
}

/** What somebody knows of his own end before a call. */
export interface Known {
  /** Whether anything was sent with success before. */
  hasSent: boolean;
  /** Errors of earlier calls. */
  reported: readonly string[];
  /** Directions that he shut. */
  shut: { read: boolean; write: boolean };
}

/** What the calls before the last tell. */
export function knownBefore(seen: readonly CallSeen[]): Known {
  const before = seen.slice(0, -1);
  const shuts = (how: string): boolean =>
    before.some(({ call, outcome }) => (call === `shutdown-${how}` || call === 'shutdown-both') && outcome === '0');
  return {
    hasSent: before.some(({ call, outcome }) => call === 'write' && outcome === 'n'),
    reported: [...new Set(before.flatMap(({ outcome }) => (/^E(?!OF|AGAIN|INTR)[A-Z]+/.exec(outcome) ?? []) as string[]))],
    shut: { read: shuts('read'), write: shuts('write') },
  };
}

/** Whether a cause fits what is known: its state says nothing that is not so. */
export function fits({ state }: Pick<Cause, 'state'>, known: Known): boolean {
  if (!known.hasSent && /our data|we (?:perhaps )?wrote/.test(state)) return false;
  const reported = /([A-Z ]+(?: and [A-Z]+)*) reported before/.exec(state)?.[1]?.trim().split(' and ') ?? [];
  if (reported.length !== known.reported.length || !reported.every((one) => known.reported.includes(one))) return false;
  const [read, write] = [/we shut (?:SHUT_RD\b|both)/.test(state), /we shut (?:SHUT_WR|both)/.test(state)];
  return read === known.shut.read && write === known.shut.write;
}
