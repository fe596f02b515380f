import type { Outcome } from '../results/outcome.ts';
import type { Effect } from '../scenario/effect.ts';
import type { Count } from './count.ts';
import { exactly, none } from './count.ts';
import type { End } from './end.ts';
import type { Chunk } from './queue.ts';

type Reads = Extract<Effect, { kind: 'reads' }>;
type Writes = Extract<Effect, { kind: 'writes' }>;

/** A call that reads. Returns the ends that came with what it read; nothing holds them any more. */
export function read(end: End, does: Reads, outcome: Outcome | undefined): readonly End[] {
  if (does.flags.includes('MSG_ERRQUEUE')) return [];
  if (outcome !== undefined && outcome.kind !== 'returned') return readNothing(end, does, outcome);
  if (does.flags.includes('MSG_PEEK')) return [];
  if (does.flags.includes('MSG_OOB')) {
    end.queue.takeOutOfBand();
    return [];
  }
  // Without an outcome it takes what is there.
  const value = outcome?.value ?? (does.messages > 1 || end.keepsMessages ? does.messages : does.most);
  if (end.keepsMessages) {
    const messages = does.messages === 1 ? 1 : value;
    return Array.from({ length: messages }, () => end.queue.takeMessage()).flat();
  }
  return end.queue.takeBytes(does.messages === 1 ? value : value * does.most);
}

function readNothing(end: End, { flags }: Reads, outcome: Outcome): readonly End[] {
  // A message of no bytes looks like the end.
  if (outcome.kind === 'eof' && end.keepsMessages && end.queue.chunks[0]?.count.most === 0) return end.queue.takeMessage();
  const isEmpty = outcome.kind === 'eof' || outcome.kind === 'blocks' || (outcome.kind === 'failed' && outcome.errno === 'EAGAIN');
  if (!isEmpty || flags.includes('MSG_OOB') || flags.includes('MSG_WAITALL')) return [];
  end.queue.foundEmpty();
  if (outcome.kind === 'eof') end.queue.doubt();
  return [];
}

/** A call that writes to `target`, and what goes along. */
export function write(end: End, target: End | undefined, does: Writes, passed: readonly End[], outcome: Outcome | undefined): void {
  if (target === undefined) return;
  const { bytes, messages } = taken(does, end, target, outcome);
  if (bytes.most === 0 && !target.keepsMessages) return;
  for (let message = 0; message < messages; message++) {
    if (does.flags.includes('MSG_OOB') && bytes.least > 0) {
      if (bytes.least > 1) target.receive(end, exactly(bytes.least - 1));
      target.receive(end, exactly(1), [], true);
    } else target.receive(end, bytes, passed);
  }
}

/** How many messages of how many bytes were taken. */
function taken(does: Writes, end: End, target: End, outcome: Outcome | undefined): { bytes: Count; messages: number } {
  if (outcome === undefined) {
    const isInTheWay = target.gone !== undefined || end.shutWrite !== false || target.shutRead !== false;
    return isInTheWay ? { bytes: none, messages: 0 } : { bytes: exactly(does.bytes), messages: does.messages };
  }
  // What an interrupted call had already written is not told.
  if (outcome.kind === 'blocks') return { bytes: { least: 0, most: does.bytes }, messages: target.keepsMessages ? 0 : 1 };
  if (outcome.kind !== 'returned') return { bytes: none, messages: 0 };
  return does.messages === 1 ? { bytes: exactly(outcome.value), messages: 1 } : { bytes: exactly(does.bytes), messages: outcome.value };
}

/** Writes until nothing more fits: at least something is there then. */
export function fill(end: End): void {
  end.peer?.receive(end, { least: 1, most: Infinity });
}

/** Reads until there is nothing more. Returns the ends that came along. */
export function drain(end: End, outcome: Outcome | undefined): readonly End[] {
  const isOver = outcome === undefined || outcome.kind === 'eof' || (outcome.kind === 'failed' && outcome.errno === 'EAGAIN');
  if (isOver) return end.queue.takeAll();
  end.queue.doubt();
  return [];
}

/** A write that was started has returned: what it wrote, which may have been read meanwhile, is known. */
export function settle(target: End | undefined, chunk: Chunk<End> | undefined, outcome: Outcome | undefined, asked: number): void {
  if (target === undefined || chunk === undefined || !target.queue.has(chunk)) return;
  const written = outcome === undefined ? asked : outcome.kind === 'returned' ? outcome.value : 0;
  if (written === 0) target.queue.remove(chunk);
  else Object.assign(chunk, { count: exactly(written), isSure: true });
}

/** How many descriptors came with a message. */
export function descriptorsIn(along: readonly string[]): number {
  return along.reduce((sum, word) => sum + Number(/^([0-9]+)fd$/.exec(word)?.[1] ?? 0), 0);
}
