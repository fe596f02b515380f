import type { Case } from '../scenario/case.ts';
import { LabError } from '../failure.ts';
import { sentenceOf } from '../atlas/identity.ts';
import { modelName } from '../models/alphabet.ts';
import type { Alphabet } from '../models/alphabet.ts';
import { outputsOf } from '../models/mealy.ts';
import type { Mealy, Word } from '../models/mealy.ts';
import type { LinkModels, ModelledSystem, SharedModel } from '../models/models.ts';
import { spell } from '../models/state-names.ts';
import { wordCases } from '../models/word-plan.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import type { Expectation } from './expectation.ts';

/** A word over an alphabet as a case, and what a learned model says that its calls return. */
export interface Witness {
  case: Case;
  expectation: Expectation;
}

/** Letters from a text with spaces or commas between them. Throws a `bad-request` for one that the alphabet has not. */
export function readWord({ letters }: Alphabet, text: string): Word {
  const names = letters.map(({ name }) => name);
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((name) => {
      const letter = names.indexOf(name);
      if (letter === -1) {
        const hint = didYouMean(name, names) ?? `There are ${oneOf(names, 40)}.`;
        throw new LabError(
          'bad-request',
          `There is no letter '${name}'. ${hint}`,
          'Letters are an end and what it does: a.write b.close a.read',
        );
      }
      return letter;
    });
}

/** The witness on the system of this target, or on those that the first model is of. Throws a `bad-request` if none is known, or the word cannot be asked there. */
export function witnessOf({ alphabet, models }: LinkModels, word: Word, on?: string): Witness {
  const found = on === undefined ? models[0] : models.find(({ systems }) => systems.some((system) => isNamed(system, on)));
  if (found === undefined) {
    const known = models.flatMap(({ systems }) => systems.map(({ target }) => target));
    const message =
      on === undefined
        ? `Nothing was learned of ${modelName(alphabet)} yet.`
        : `There is no model of '${on}'. ${didYouMean(on, known) ?? `There are of ${oneOf(known, 30)}.`}`;
    throw new LabError('bad-request', message, `npm run lab -- learn --link ${alphabet.link}`);
  }
  const [theCase] = wordCases([{ alphabet, word }], 1);
  if (theCase === undefined)
    throw new LabError('bad-request', 'The word has no letters.', "npm run lab -- repro --word 'a.write b.close a.read' --link unix-pair");
  const outputs = outputsOf(found.machine, word);
  const expected = outcomesOf(alphabet, word, outputs);
  return {
    case: { ...theCase, id: `${modelName(alphabet)}: ${spell(alphabet, word)}` },
    expectation: { outcomes: expected, whose: whoseText(found, on), others: othersOf(alphabet, word, found, models) },
  };
}

function isNamed(system: ModelledSystem, name: string): boolean {
  return system.target === name;
}

function whoseText({ systems }: SharedModel, on: string | undefined): string {
  const shown = on === undefined ? systems : systems.filter((system) => isNamed(system, on));
  const [first] = shown;
  const more = shown.length > 1 ? `, and ${shown.length - 1} that behave like it` : '';
  return first === undefined ? 'nobody' : `${first.target}: ${sentenceOf(first.identity)}${more}, as its learned model says`;
}

/** By step, what a call returns: of a letter of several calls the last has its output, and those before it succeed. */
function outcomesOf({ setup, letters }: Alphabet, word: Word, outputs: readonly (string | undefined)[]): string[] {
  const before = setup.map(({ does }) => (does.kind === 'makes pair' || does.kind === 'makes socket' ? 'done' : '0'));
  const own = word.flatMap((letter, index) => {
    const calls = letters[letter]?.calls ?? [];
    const parts = (outputs[index] ?? '').split(', ');
    // Calls that just succeed are left out of an output, all but the last.
    return calls.map((_, at) => (at === calls.length - 1 ? (parts.at(-1) ?? '') : parts.length === calls.length ? (parts[at] ?? '') : '0'));
  });
  return [...before, ...own];
}

function othersOf(alphabet: Alphabet, word: Word, shown: SharedModel, models: readonly SharedModel[]): string[] {
  const here = outputsOf(shown.machine, word);
  return models.flatMap((other) => {
    const there = outputsOf(other.machine, word);
    const at = word.findIndex((_, index) => here[index] !== there[index]);
    if (other === shown || at === -1) return [];
    const letter = alphabet.letters[word[at] ?? 0]?.name ?? '';
    return [`${namesOf(other)}: ${letter}: ${there[at] ?? 'cannot be asked'} instead of ${here[at] ?? 'that it cannot be asked'}`];
  });
}

function namesOf({ systems }: { systems: readonly ModelledSystem[]; machine: Mealy }): string {
  return systems.map(({ target }) => target).join(', ');
}
