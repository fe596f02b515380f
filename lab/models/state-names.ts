import { describe } from '../facts/describe.ts';
import type { Facts } from '../facts/facts.ts';
import { factsPerStep } from '../facts/sighting.ts';
import type { CheckedCall } from '../scenario/check-call.ts';
import type { Case, Step } from '../scenario/case.ts';
import type { Alphabet } from './alphabet.ts';
import { namesOf, some } from './letter-rules.ts';
import { accessWords, outputsOf, varying, type Mealy, type Word } from './mealy.ts';

/**
 * Each state in words, from the facts after the shortest word to it: as the first end sees it, `peer closed, our data unread`; and as the other does, where the
 * first is closed. Where two states have the same facts, the word to each of them is added. Different states have different names.
 */
export function stateNames(alphabet: Alphabet, machine: Mealy): string[] {
  const words = accessWords(machine);
  const views = machine.states.map((_, state) => viewsAfter(alphabet, machine, words.get(state) ?? []));
  const first = views.map((ends) => nameOf(ends.slice(0, 1), ends));
  const both = views.map((ends) => nameOf(ends, ends));
  return machine.states.map((_, state) => {
    const short = first[state] ?? '';
    if (first.filter((name) => name === short).length === 1) return short;
    const long = both[state] ?? '';
    if (both.filter((name) => name === long).length === 1) return long;
    return `${long} (after ${spell(alphabet, words.get(state) ?? [])})`;
  });
}

/** What is true of the first end in each state, on the shortest way to it; `undefined` where it is closed. */
export function factsOfStates(alphabet: Alphabet, machine: Mealy): (Facts | undefined)[] {
  const words = accessWords(machine);
  return machine.states.map((_, state) => {
    const [view] = viewsAfter(alphabet, machine, words.get(state) ?? []);
    return view === undefined || isClosed(view) ? undefined : view.facts;
  });
}

/** A word as a reader sees it: `a.write, b.close`; the empty one is `nothing`. */
export function spell({ letters }: Alphabet, word: Word): string {
  return word.length === 0 ? 'nothing' : word.map((letter) => letters[letter]?.name ?? '?').join(', ');
}

/** The names of the ends that an alphabet has from the start, the observed one first. */
export function endsOf({ setup, letters }: Alphabet): string[] {
  const used = new Set(letters.map(({ name }) => name.split('.', 1)[0]));
  const made = [...setup, ...letters.flatMap(({ calls }) => calls)].flatMap((call) => namesOf(call).makes);
  return [...new Set(made)].filter((name) => used.has(name));
}

interface View {
  end: string;
  facts: Facts | undefined;
}

/** What is true of each end after a word, as the machine answered it. */
function viewsAfter(alphabet: Alphabet, machine: Mealy, word: Word): View[] {
  const outputs = outputsOf(machine, word);
  const played = [
    ...alphabet.setup.map((call) => ({ call, outcome: 'done' })),
    ...word.flatMap((letter, index) => {
      const calls = alphabet.letters[letter]?.calls ?? [];
      return calls.map((call, at) => ({ call, outcome: at === calls.length - 1 ? outcomeOf(call, outputs[index]) : '0' }));
    }),
  ];
  return endsOf(alphabet).map((end) => {
    const probe: Step = { label: 'probe', call: 'probe', args: {}, text: 'probe', in: 'main', line: '', does: { kind: 'asks', fd: end } };
    const steps = [...played.map(({ call }) => stepOf(call)), probe];
    const one: Case = { id: 'word', scenario: 'word', matrix: {}, hash: '0'.repeat(16), steps };
    const outcomes = played.map(({ outcome }) => outcome ?? '');
    return { end, facts: factsPerStep(one, outcomes).at(-1) };
  });
}

/** An output as the outcome that facts are computed from; none where it varies, or where a count stands for several. */
function outcomeOf({ does }: CheckedCall, output: string | undefined): string | undefined {
  if (output === undefined || output.includes(varying)) return undefined;
  if (!output.startsWith(some)) return output;
  return does.kind === 'writes' ? `${does.bytes}${output.slice(some.length)}` : undefined;
}

function stepOf({ call, args, text, does }: CheckedCall): Step {
  return { label: text, call: call.name, args, text, in: 'main', line: '', does };
}

function nameOf(shown: readonly View[], all: readonly View[]): string {
  const said = shown.map((view) => `${view.end}: ${wordsOf(view)}`);
  const [first] = shown;
  if (shown.length === 1 && first !== undefined && !isClosed(first)) return wordsOf(first);
  if (shown.length > 1) return said.join('; ');
  const others = all.slice(1).map((view) => `${view.end}: ${wordsOf(view)}`);
  return [`${first?.end ?? ''} closed`, ...others.filter((text) => !text.endsWith(': closed'))].join('; ');
}

function wordsOf(view: View): string {
  return isClosed(view) || view.facts === undefined ? 'closed' : describe(view.facts);
}

function isClosed({ facts }: View): boolean {
  return facts === undefined || facts.copies === 0;
}
