import { list } from '../scenario/call.ts';
import type { CheckedCall } from '../scenario/check-call.ts';
import type { Alphabet, Letter } from './alphabet.ts';
import type { Rules } from './rules.ts';

/** What is remembered of a word: which descriptors are open, which names have been given, and how many messages wait in each flow. */
interface Held {
  open: ReadonlySet<string>;
  named: ReadonlySet<string>;
  waiting: readonly number[];
}

/** What a call needs, makes and ends, by the names of descriptors. */
export interface Names {
  needs: readonly string[];
  makes: readonly string[];
  closes: readonly string[];
}

/** The descriptors that a call uses, makes and closes. The address of a closed one can still be connected to. */
export function namesOf({ call, args }: CheckedCall): Names {
  const of = (wanted: readonly string[]): string[] =>
    call.roles.flatMap(([argument, role]) => (wanted.includes(role) ? list(args[argument]).map(String) : []));
  return { needs: of(['uses', 'closes', 'binds', 'hands over']), makes: of(['makes']), closes: of(['closes']) };
}

/** The names of all calls of a letter. */
function namesOfLetter({ calls }: Letter): Names {
  const all = calls.map(namesOf);
  return {
    needs: all.flatMap(({ needs }) => needs),
    makes: all.flatMap(({ makes }) => makes),
    closes: all.flatMap(({ closes }) => closes),
  };
}

/** Why a letter cannot be asked: what it uses is closed or not made yet, what it makes is there, or as many messages wait as may. */
type Refusal = 'closed' | 'made' | 'full';

/** The rules of an alphabet, and why one of them refuses a letter. */
export interface LetterRules extends Rules<Held> {
  refusal(state: Held, letter: number): Refusal | undefined;
}

/** A count that is not of any interest beyond being above 0, in outputs. */
export const some = 'n';

/**
 * When the letters of an alphabet can be asked: while what they use is open, while what they make was never made, and while fewer messages
 * wait than may. A read that finds nothing shows that none wait, whatever became of them.
 */
export function rulesOf({ letters, flows, setup, inFlight }: Alphabet): LetterRules {
  const names = letters.map(namesOfLetter);
  const made = setup.flatMap((call) => namesOf(call).makes);
  const readers = flows.map(({ receives }) => receives.flatMap((letter) => names[letter]?.needs ?? []));
  const flowsFrom = letters.map((_, letter) => flows.flatMap(({ sends }, flow) => (sends.includes(letter) ? [flow] : [])));
  const flowsTo = letters.map((_, letter) => flows.flatMap(({ receives }, flow) => (receives.includes(letter) ? [flow] : [])));
  const refusal = ({ open, named, waiting }: Held, letter: number): Refusal | undefined => {
    const { needs = [], makes = [] } = names[letter] ?? {};
    if (!needs.every((name) => open.has(name))) return 'closed';
    if (makes.some((name) => named.has(name))) return 'made';
    // Where nobody can read any more, nothing could bring the count down again.
    const isFull = (flow: number): boolean =>
      inFlight !== undefined && (waiting[flow] ?? 0) >= inFlight && readers[flow]?.some((name) => open.has(name)) === true;
    return (flowsFrom[letter] ?? []).some(isFull) ? 'full' : undefined;
  };
  return {
    start: { open: new Set(made), named: new Set(made), waiting: flows.map(() => 0) },
    refusal,
    allows: (held, letter) => refusal(held, letter) === undefined,
    after(held, letter, output) {
      const { makes = [], closes = [] } = names[letter] ?? {};
      const isMade = output === undefined || output === 'done';
      if (closes.length === 0 && (makes.length === 0 || !isMade) && inFlight === undefined) return held;
      const open = new Set(held.open);
      const named = new Set(held.named);
      for (const name of isMade ? makes : []) {
        open.add(name);
        named.add(name);
      }
      for (const name of closes) open.delete(name);
      const waiting = [...held.waiting];
      const isSome = output?.startsWith(some) === true;
      if (inFlight !== undefined && output !== undefined) {
        for (const flow of flowsFrom[letter] ?? []) if (isSome) waiting[flow] = (waiting[flow] ?? 0) + 1;
        for (const flow of flowsTo[letter] ?? []) {
          if (isSome) waiting[flow] = Math.max(0, (waiting[flow] ?? 0) - 1);
          else if (output === 'EAGAIN' || output === 'EOF') waiting[flow] = 0;
        }
      }
      return { open, named, waiting };
    },
  };
}
