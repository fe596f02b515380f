import { parseOutcome } from '../results/outcome.ts';
import type { Outcome } from '../results/outcome.ts';
import type { Case, Step } from '../scenario/case.ts';
import type { Effect } from '../scenario/effect.ts';
import type { Facts } from './facts.ts';
import { factsOf } from './snapshot.ts';
import { World } from './world.ts';

/** A call that was made on an end: what was true before it, and what it returned. */
export interface Sighting {
  /** The step's number, from 0. */
  index: number;
  /** The step; where a started call is awaited, that step, since the outcome is there. */
  step: Step;
  /** The call that was made; where a started call is awaited, that one. */
  call: string;
  does: Effect;
  facts: Facts;
  /** What was true when the call began to wait, if it was started before. */
  atStart: Facts | undefined;
  isInterrupted: boolean;
  /** Events that it asks for. */
  asked: readonly string[];
  outcome: Outcome;
  /** The outcome's canonical spelling. */
  text: string;
}

/** What is true before each step of the end that its call is made on; nothing where it is made on none. Without outcomes: as far as the steps alone tell. */
export function factsPerStep({ steps }: Case, outcomes: readonly string[] = []): (Facts | undefined)[] {
  const world = new World();
  return steps.map((step, index) => {
    const { end, target } = world.subjectOf(step);
    const facts = end === undefined ? undefined : factsOf(end, target);
    world.perform(step, parsed(outcomes[index]), facts);
    return facts;
  });
}

/** All calls on ends in a trace of a case, in order. A step that starts a call is none: its outcome is in the step that awaits it. */
export function sightingsIn({ steps }: Case, outcomes: readonly string[]): Sighting[] {
  const world = new World();
  const seen: Sighting[] = [];
  for (const [index, step] of steps.entries()) {
    const text = outcomes[index];
    const outcome = parsed(text);
    if (text === undefined || outcome === undefined) break;
    const { end, target, started, asked } = world.subjectOf(step);
    const facts = end === undefined ? undefined : factsOf(end, target);
    if (facts !== undefined && step.startedAs === undefined) {
      const { call, does } = started?.step ?? step;
      seen.push({
        index,
        step,
        call,
        does,
        facts,
        asked: asked ?? [],
        atStart: started?.facts,
        isInterrupted: started?.isInterrupted ?? false,
        outcome,
        text,
      });
    }
    world.perform(step, outcome, facts);
  }
  return seen;
}

/** The same few outcomes come again and again. */
const known = new Map<string, Outcome | undefined>();

function parsed(text: string | undefined): Outcome | undefined {
  if (text === undefined) return undefined;
  if (!known.has(text)) known.set(text, parseOutcome(text));
  return known.get(text);
}
