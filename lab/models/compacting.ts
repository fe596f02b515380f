import { modelName, type Alphabet } from './alphabet.ts';
import { beyondCell, closedCell, type CompactLink, type CompactMachine } from './compact.ts';
import { rulesOf } from './letter-rules.ts';
import { accessWords, outputsOf, transitionOf, type Mealy } from './mealy.ts';
import { pageOf, readLinkModels, type LinkModels, type SharedModel } from './models.ts';
import type { Places } from '../root.ts';
import { endsOf, stateNames } from './state-names.ts';

/** All stored models as `compact.ts` reads them, in the order of alphabets. Throws as `readLinkModels`. */
export async function readCompactModels(places: Places): Promise<CompactLink[]> {
  return (await readLinkModels(places)).map(compactOf);
}

/** All models of a link as `compact.ts` reads them. The same models give the same data. */
export function compactOf({ alphabet, models, lacking }: LinkModels): CompactLink {
  const outputs = models.flatMap(({ machine }) => machine.states.flatMap((row) => row.flatMap((cell) => cell?.output ?? [])));
  const outcomes = [...new Set(outputs)].sort();
  return {
    model: modelName(alphabet),
    link: alphabet.link,
    alphabet: alphabet.name,
    title: alphabet.title,
    page: pageOf(alphabet),
    ends: endsOf(alphabet),
    letters: alphabet.letters.map(({ name, calls }) => {
      const [end = '', does = ''] = name.split('.');
      return { end, does, calls: calls.map(({ text }) => text).join(', ') };
    }),
    outcomes,
    ...(alphabet.inFlight === undefined ? {} : { inFlight: alphabet.inFlight }),
    machines: models.map((model) => compactMachine(alphabet, model, outcomes)),
    lacking: lacking.map(({ target, lacks }) => ({ target, lacks })),
  };
}

function compactMachine(alphabet: Alphabet, { machine, systems }: SharedModel, outcomes: readonly string[]): CompactMachine {
  const unasked = unaskedCells(alphabet, machine);
  return {
    states: stateNames(alphabet, machine),
    cells: machine.states.map((_, state) =>
      alphabet.letters.map((_letter, letter) => {
        const transition = transitionOf(machine, state, letter);
        if (transition === undefined) return unasked(state, letter);
        return outcomes.indexOf(transition.output) + transition.next * outcomes.length;
      }),
    ),
    systems: systems.map(({ target, extra }) => ({ target, testedFor: machine.states.length + extra })),
  };
}

/** Why a state has no transition of a letter, from what the alphabet's rules remember of the shortest word to it. */
function unaskedCells(alphabet: Alphabet, machine: Mealy): (state: number, letter: number) => number {
  const rules = rulesOf(alphabet);
  const words = accessWords(machine);
  return (state, letter) => {
    const word = words.get(state) ?? [];
    const outputs = outputsOf(machine, word);
    const held = word.reduce((at, one, index) => rules.after(at, one, outputs[index]), rules.start);
    return rules.refusal(held, letter) === 'full' ? beyondCell : closedCell;
  };
}
