import { parseOutcome } from '../results/outcome.ts';

/** Why a trial says nothing, or only what its system lacks. */
export type Fault =
  { state: 'setup failed'; what: string } | { state: 'inconclusive'; why: string } | { state: 'unsupported'; what: string };

/** The first outcome of a trial that says why it has no answer; undefined if every step has one. */
export function faultIn(outcomes: readonly string[]): Fault | undefined {
  for (const text of outcomes) {
    const fault = faultOf(text);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** That a system lacks something explains more than a set-up that failed, and that more than a trial that was lost. */
export function graver(one: Fault | undefined, other: Fault): Fault {
  const rank = ['unsupported', 'setup failed', 'inconclusive'];
  return one === undefined || rank.indexOf(other.state) < rank.indexOf(one.state) ? other : one;
}

/** The same few outcomes come hundreds of thousands of times. */
const knownFaults = new Map<string, Fault | undefined>();

function faultOf(text: string): Fault | undefined {
  if (!knownFaults.has(text)) knownFaults.set(text, readFault(text));
  return knownFaults.get(text);
}

function readFault(text: string): Fault | undefined {
  const outcome = parseOutcome(text);
  if (outcome === undefined) return { state: 'inconclusive', why: `'${text}' is not an outcome` };
  // Without an address to bind to (a container often has no ::1), or where the fence around a container forbids a call, nothing is known of what the
  // system can do with one.
  if (outcome.kind === 'unsupported' && / (EADDRNOTAVAIL|EPERM)$/.test(outcome.what)) return { state: 'setup failed', what: outcome.what };
  if (outcome.kind === 'unsupported') return { state: 'unsupported', what: outcome.what };
  if (outcome.kind === 'setup-failed') return { state: 'setup failed', what: outcome.what };
  if (outcome.kind === 'inconclusive') return { state: 'inconclusive', why: outcome.why };
  return undefined;
}
