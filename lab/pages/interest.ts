import { parseOutcome } from '../results/outcome.ts';
import type { Scenario, Step } from '../scenario/case.ts';
import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import type { Cell } from '../atlas/cell.ts';

/** Calls by which a peer, or we, make an end of something. What comes after the first of them is what a scenario asks about. */
const endings = new Set(['close', 'shutdown', 'exit', 'kill']);

/** Calls that build the situation and whose success is never news. */
const building = new Set(['connect-pair', 'socket', 'bind', 'listen', 'fork', 'setsockopt', ...endings]);

/**
 * The labels of the steps that a short view shows, in the order of the steps: those that a claim speaks of, that do not return the same everywhere,
 * that return anything but plain success somewhere, or that ask something after the first close, shutdown, exit or kill.
 */
export function interestingSteps(scenario: Scenario, atlas: Atlas): string[] {
  const claimed = new Set(scenario.claims.flatMap((claim) => claim.of));
  const seen = new Map<string, Set<string>>();
  const asked = new Set<string>();
  for (const theCase of scenario.cases) {
    const ending = theCase.steps.findIndex((step) => endings.has(step.call));
    const { cells } = outcomeIn(atlas, theCase);
    for (const [index, step] of theCase.steps.entries()) {
      const outcomes = seen.get(step.label) ?? new Set<string>();
      for (const cell of cells) addOutcomes(outcomes, cell, index);
      seen.set(step.label, outcomes);
      if (ending >= 0 && index > ending && !building.has(step.call)) asked.add(step.label);
    }
  }
  const labels = labelsInOrder(scenario.cases.map((theCase) => theCase.steps));
  return labels.filter((label) => {
    const outcomes = seen.get(label) ?? new Set();
    if (outcomes.size === 1 && outcomes.has('started')) return claimed.has(label);
    return claimed.has(label) || asked.has(label) || outcomes.size > 1 || [...outcomes].some(isNews);
  });
}

/** All labels of several sequences of steps, each once, in an order that agrees with every sequence where one exists. */
export function labelsInOrder(sequences: readonly (readonly Step[])[]): string[] {
  const labels: string[] = [];
  for (const steps of sequences) {
    let place = 0;
    for (const { label } of steps) {
      const known = labels.indexOf(label);
      if (known < 0) labels.splice(place, 0, label);
      place = (known < 0 ? place : known) + 1;
    }
  }
  return labels;
}

function addOutcomes(outcomes: Set<string>, cell: Cell, index: number): void {
  if (cell.state !== 'measured') return;
  for (const trace of cell.answers) {
    const outcome = trace.outcomes[index];
    if (outcome !== undefined) outcomes.add(outcome);
  }
}

/** Whether an outcome is more than the success that a step of a set-up is expected to have. */
function isNews(text: string): boolean {
  const outcome = parseOutcome(text);
  if (outcome === undefined) return true;
  switch (outcome.kind) {
    case 'done':
    case 'started':
      return false;
    case 'returned':
      return outcome.along.length > 0;
    default:
      return true;
  }
}
