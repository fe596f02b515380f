import type { Result } from '../results/result.ts';
import type { Case } from '../scenario/case.ts';
import { outputsOf, varying } from './mealy.ts';
import type { LinkModels } from './models.ts';
import { asModelled, pairEnds, wordOfCase, type CaseWord } from './scenario-words.ts';

/** A case of which something else was measured than the model of the same system says. */
interface Disagreement {
  target: string;
  /** The case's id, and the label of the first step that disagrees. */
  id: string;
  step: string;
  model: string;
  measured: string;
}

/** How many measurements of cases could be compared with the model of the system that they were made on, and which disagree. */
export interface Checked {
  compared: number;
  disagreements: Disagreement[];
}

/**
 * Compares what was measured of cases, settled, with the models of the same systems: of all cases that are words over the alphabet and in which each read takes all
 * that was written. A disagreement is a finding about the system, or a mistake of ours.
 */
export function checkScenarios({ alphabet, models }: LinkModels, cases: readonly Case[], results: readonly Result[]): Checked {
  const ends = pairEnds(alphabet);
  const words = cases.flatMap((one) => {
    const word = readsTakeAll(one) ? wordOfCase(alphabet, ends, one) : undefined;
    return word === undefined ? [] : [{ one, word }];
  });
  const checked: Checked = { compared: 0, disagreements: [] };
  for (const { machine, systems } of models) {
    for (const { target } of systems) {
      const result = results.find((each) => each.target === target);
      for (const { one, word } of words) {
        const observation = result?.cases[one.id];
        if (observation === undefined || observation.hash !== one.hash) continue;
        checked.compared++;
        const given = observation.traces.filter(({ pacing }) => pacing === 'settled').map(({ outcomes }) => outcomes);
        const found = firstDisagreement(word, outputsOf(machine, word.letters), given);
        if (found === undefined) continue;
        checked.disagreements.push({
          target,
          id: one.id,
          step: one.steps[found.step]?.label ?? '',
          model: found.model,
          measured: found.measured,
        });
      }
    }
  }
  return checked;
}

function firstDisagreement(
  { steps }: CaseWord,
  expected: readonly (string | undefined)[],
  traces: readonly (readonly string[])[],
): { step: number; model: string; measured: string } | undefined {
  for (const [index, step] of steps.entries()) {
    const model = expected[index];
    // What the model does not ask, such as a third message that waits, it says nothing about; nor about what follows.
    if (model === undefined) return undefined;
    // Of a letter of several calls, the last one's outcome is at the end.
    const allowed = new Set(model.split(varying).map((text) => text.split(', ').at(-1)));
    const wrong = traces.flatMap((outcomes) => outcomes[step] ?? []).find((outcome) => !allowed.has(asModelled(outcome)));
    if (wrong !== undefined) return { step, model, measured: wrong };
  }
  return undefined;
}

/** Whether every read of a case asks for at least as much as all its writes send: then what a read leaves, no model has to know. */
function readsTakeAll({ steps }: Case): boolean {
  const sent = steps.reduce((sum, { does }) => sum + (does.kind === 'writes' ? does.bytes * does.messages : 0), 0);
  return steps.every(({ does }) => does.kind !== 'reads' || does.most >= Math.max(1, sent));
}
