import type { CallMade } from '../findings/call-made.ts';
import type { Outcome } from '../results/outcome.ts';

/** What a call returned in one word, see `Cause.outcome`; how many bytes does not matter. */
export function wordOf({ outcome, does, text }: Pick<CallMade, 'outcome' | 'does' | 'text'>): string {
  switch (outcome.kind) {
    case 'failed':
      return outcome.errno;
    case 'eof':
      return 'EOF';
    case 'returned':
      return does.kind === 'reads' && outcome.value > 0 ? 'data' : 'succeeds';
    case 'done':
      return 'succeeds';
    case 'blocks':
    case 'killed':
      return outcome.kind;
    case 'events':
      return outcome.events.length === 0 ? 'none' : outcome.events.join('|');
    case 'value':
      return does.kind === 'takes error' ? errorWord(outcome.value) : text;
    default:
      return text;
  }
}

/** The signal that came with an outcome, or that killed the process. */
export function signalOf(outcome: Outcome): string | undefined {
  if (outcome.kind === 'killed') return outcome.signal;
  return 'along' in outcome ? outcome.along.find((what) => what.startsWith('SIG')) : undefined;
}

function errorWord(value: string): string {
  return /^E[A-Z]+$/.test(value) ? value : 'none';
}
