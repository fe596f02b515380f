import type { Case, Step } from '../scenario/case.ts';
import type { Effect } from '../scenario/effect.ts';
import { effectsOf, type Alphabet, type Letter } from './alphabet.ts';
import { abstractOutcome } from './word-plan.ts';
import { endsOf } from './state-names.ts';

/** A scenario's case as a word: its letters, and which step of the case has the outcome of each. */
export interface CaseWord {
  letters: readonly number[];
  steps: readonly number[];
}

/**
 * A case as a word over an alphabet of connected ends, if it is one: it makes the connection of the alphabet's link, and then only what are letters. How many
 * bytes are written or asked for does not matter as long as one read takes all that waits; nor whether an end blocks, see `asModelled`.
 */
export function wordOfCase({ setup, letters }: Alphabet, ends: readonly string[], { steps }: Case): CaseWord | undefined {
  const [first] = steps;
  const pair = setup.find(({ does }) => does.kind === 'makes pair')?.does;
  if (first === undefined || first.does.kind !== 'makes pair' || pair?.kind !== 'makes pair' || first.does.link !== pair.link)
    return undefined;
  const names = new Map(first.does.as.map((name, index) => [name, ends[index] ?? '']));
  const spelled = letters.map((letter) => signature(letter));
  const word: number[] = [];
  const places: number[] = [];
  for (let at = 1; at < steps.length;) {
    const step = steps[at];
    if (step === undefined || step.in !== 'main' || step.startedAs !== undefined) return undefined;
    if (step.does.kind === 'sets non-blocking') {
      at++;
      continue;
    }
    const found = spelled.findIndex((one) => one.every((text, index) => text === signatureOf(steps[at + index], names)));
    const count = spelled[found]?.length ?? 0;
    if (found === -1 || count === 0) return undefined;
    word.push(found);
    places.push(at + count - 1);
    at += count;
  }
  return word.length === 0 ? undefined : { letters: word, steps: places };
}

/** An outcome of a scenario as a model has it: a call that waits in the scenario returns at once in the model. */
export function asModelled(outcome: string): string {
  return outcome === 'blocks' ? 'EAGAIN' : abstractOutcome(outcome);
}

function signature(letter: Letter): string[] {
  return effectsOf(letter).map((does, index) => effectText(does, letter.calls[index]?.text ?? '', (name) => name));
}

function signatureOf(step: Step | undefined, names: ReadonlyMap<string, string>): string | undefined {
  return step && effectText(step.does, step.text, (name) => names.get(name) ?? '?');
}

/** An effect without the numbers of bytes. What is only asked for is as its text says, behind the descriptor. */
function effectText(does: Effect, text: string, rename: (name: string) => string): string {
  if (!('fd' in does)) return JSON.stringify(does);
  const { fd, ...rest } = does;
  const bytes = 'bytes' in rest ? { ...rest, bytes: rest.bytes > 0 } : 'most' in rest ? { ...rest, most: rest.most > 0 } : rest;
  const asked = does.kind === 'polls' || does.kind === 'asks' ? text.slice(text.indexOf(',')) : '';
  return JSON.stringify([rename(fd), bytes, asked]);
}

/** The ends of an alphabet in the order in which its setup makes them. */
export function pairEnds(alphabet: Alphabet): string[] {
  return endsOf(alphabet).slice(0, 2);
}
