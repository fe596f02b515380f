import type { CompactLink } from '../models/compact.ts';

/** For tests: a stream of which little was asked: `a` and `b` can write, read and close, and one message at most waits for `b`. The second system resets. */
export function smallModel(): CompactLink {
  const outcomes = ['0', 'ECONNRESET', 'EOF', 'EPIPE', 'n'];
  const cell = (outcome: string, next: number): number => outcomes.indexOf(outcome) + next * outcomes.length;
  const closed = -1;
  const beyond = -2;
  const machine = (reset: string, target: string): CompactLink['machines'][number] => ({
    states: ['connected', 'our data unread', 'peer closed, nothing of ours unread', 'peer closed, our data unread'],
    // Letters: a.write, a.read, b.close.
    cells: [
      [cell('n', 1), beyond, cell('0', 2)],
      [beyond, beyond, cell('0', 3)],
      [cell('EPIPE', 2), cell('EOF', 2), closed],
      [cell('EPIPE', 3), cell(reset, 2), closed],
    ],
    systems: [{ target, testedFor: 5 }],
  });
  return {
    model: 'unix-pair.connection',
    link: 'unix-pair',
    alphabet: 'connection',
    title: 'Two connected ends',
    page: 'models/unix-pair.md',
    ends: ['a', 'b'],
    letters: [
      { end: 'a', does: 'write', calls: 'write(a, 5)' },
      { end: 'a', does: 'read', calls: 'read(a, 64)' },
      { end: 'b', does: 'close', calls: 'close(b)' },
    ],
    outcomes,
    inFlight: 1,
    machines: [machine('ECONNRESET', 'linux-7.3'), machine('EOF', 'freebsd-14')],
    lacking: [],
  };
}
