import type { Case } from '../scenario/case.ts';
import type { Alphabet } from './alphabet.ts';
import { compareMachines } from './compare.ts';
import type { Word } from './mealy.ts';
import type { LinkModels } from './models.ts';
import { pairEnds, wordOfCase } from './scenario-words.ts';
import { spell } from './state-names.ts';

/** A sequence of calls that shows how two systems differ, and that no scenario makes. */
export interface Suggestion {
  alphabet: Alphabet;
  word: Word;
  /** The systems that differ, and what the last call gives on each. */
  systems: readonly [string, string];
  outcomes: readonly [string, string];
}

/**
 * The shortest sequences for all differences between the machines of a link that no case makes: neither as a whole nor as its beginning. Only of alphabets
 * whose ends are connected from the start, on links that scenarios have.
 */
export function suggestions({ alphabet, models }: LinkModels, cases: readonly Case[]): Suggestion[] {
  const [first, ...others] = models;
  if (first === undefined || !alphabet.setup.some(({ does }) => does.kind === 'makes pair')) return [];
  const ends = pairEnds(alphabet);
  // On a pair of equal ends, what one of them shows is what the other does.
  const mirrored = alphabet.link.endsWith('-pair') ? [ends.toReversed()] : [];
  const known = [ends, ...mirrored].flatMap((some) => wordsOf(alphabet, some, cases));
  const isKnown = (word: Word): boolean => known.some((letters) => word.every((letter, index) => letters[index] === letter));
  const found = new Map<string, Suggestion>();
  for (const other of others) {
    for (const { differences, one, other: given } of compareMachines(first.machine, other.machine).groups) {
      const witness = differences[0]?.word;
      if (witness === undefined || one === undefined || given === undefined || isKnown(witness)) continue;
      const key = witness.join(' ');
      for (const swapped of mirrored) known.push(mirrorOf(alphabet, ends, swapped, witness));
      const systems = [first.systems[0]?.target ?? '', other.systems[0]?.target ?? ''] as const;
      if (!found.has(key)) found.set(key, { alphabet, word: witness, systems, outcomes: [one, given] });
    }
  }
  return [...found.values()];
}

/** The same word with the ends exchanged. */
function mirrorOf({ letters }: Alphabet, ends: readonly string[], swapped: readonly string[], word: Word): Word {
  return word.map((letter) => {
    const [end = '', does = ''] = letters[letter]?.name.split('.') ?? [];
    return letters.findIndex(({ name }) => name === `${swapped[ends.indexOf(end)]}.${does}`);
  });
}

function wordsOf(alphabet: Alphabet, ends: readonly string[], cases: readonly Case[]): Word[] {
  return cases.flatMap((one) => {
    const word = wordOfCase(alphabet, ends, one);
    return word === undefined ? [] : [word.letters];
  });
}

/** A scenario file that asks the question of a suggestion, right as it stands. */
export function scenarioFileOf({ alphabet, word, systems, outcomes }: Suggestion): { id: string; text: string } {
  const calls = [...alphabet.setup, ...word.flatMap((letter) => alphabet.letters[letter]?.calls ?? [])];
  const last = alphabet.letters[word.at(-1) ?? -1];
  const lastText = last?.calls.at(-1)?.text ?? '';
  const before = spell(alphabet, word.slice(0, -1));
  const lines = [
    `# Suggested by \`lab suggest\`: ${systems[0]} gives ${outcomes[0]}, ${systems[1]} gives ${outcomes[1]}.`,
    `title: ${quoted(`${last?.name ?? ''} after ${before} on ${alphabet.link}`.slice(0, 100))}`,
    `question: ${quoted(`What does ${lastText} return after ${before}?`.slice(0, 400))}`,
    'tags: [close]',
    'steps:',
    ...calls.map(({ args }) => `  - ${flow(args)}`),
  ];
  const id = `learned-${alphabet.link}-${word.map((letter) => (alphabet.letters[letter]?.name ?? '').replaceAll('.', '-')).join('-')}`;
  return { id: id.slice(0, 80).replace(/-+$/, ''), text: `${lines.join('\n')}\n` };
}

function flow(args: Record<string, unknown>): string {
  const pairs = Object.entries(args).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  return `{ ${pairs.map(([key, value]) => `${key}: ${valueText(value)}`).join(', ')} }`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'string' ? (/^[A-Za-z][A-Za-z0-9_-]*$/.test(value) ? value : quoted(value)) : String(value);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
