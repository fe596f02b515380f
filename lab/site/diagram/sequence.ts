import { describe } from '../../facts/describe.ts';
import { isSome } from '../../facts/count.ts';
import type { End } from '../../facts/end.ts';
import type { Facts } from '../../facts/facts.ts';
import { factsOf } from '../../facts/snapshot.ts';
import { World } from '../../facts/world.ts';
import { parseOutcome } from '../../results/outcome.ts';
import type { Outcome } from '../../results/outcome.ts';
import type { Case, Step } from '../../scenario/case.ts';
import { Lanes } from './lanes.ts';

/** What passes from one end to another. */
export interface Arrow {
  from: number;
  to: number;
  /** `data`, a connection that is made, an end of what is sent, or one that takes the connection down. */
  kind: 'data' | 'connect' | 'fin' | 'reset';
  words: string;
}

/** One step as the diagram shows it. */
export interface Row {
  number: number;
  step: Step;
  /** The lane of the end that the call is made on; undefined for one on none, such as fork(). */
  lane: number | undefined;
  /** What the call returned, in the order of the behaviours that were asked for; undefined where its trace ended before. */
  outcomes: (string | undefined)[];
  /** The state before the call in words, as the end that makes it is; undefined where it is made on none. */
  state: string | undefined;
  arrows: Arrow[];
  /** The row, from 0, in which a call that is awaited here was started. */
  since: number | undefined;
  /** Whether the call did not return while it was watched. */
  blocks: boolean;
}

/** A case as a diagram: columns and rows, not yet where on the paper. */
export interface Sequence {
  lanes: { names: string[]; via: string }[];
  rows: Row[];
  /** The row, from 0, at which two behaviours differ first; undefined if one alone is shown or they do not. */
  differs: number | undefined;
}

/** How a case goes where its steps return this. With a second list of outcomes both are shown side by side; arrows are those of the first. */
export function sequenceOf({ steps }: Case, outcomes: readonly string[], others?: readonly string[]): Sequence {
  const world = new World();
  const lanes = new Lanes();
  const gone = new Set<End>();
  const startedIn = new Map<string, number>();
  const rows = steps.map((step, index): Row => {
    const { end, target, started } = world.subjectOf(step);
    const facts = end === undefined ? undefined : factsOf(end, target);
    const text = outcomes[index];
    const outcome = text === undefined ? undefined : parseOutcome(text);
    if (text !== undefined) world.perform(step, outcome, facts);
    lanes.note(step, world);
    if (step.startedAs !== undefined) startedIn.set(step.startedAs, index);
    const arrows = text === undefined ? [] : arrowsOf({ step: started?.step ?? step, end, target, facts, outcome }, lanes);
    for (const lane of lanes.all) {
      if (lane.end.gone === undefined || gone.has(lane.end)) continue;
      gone.add(lane.end);
      const arrow = endArrow(lane.end, lanes);
      if (arrow !== undefined) arrows.push(arrow);
    }
    return {
      number: index + 1,
      step,
      lane: lanes.of(end) ?? firstMade(step, lanes),
      outcomes: others === undefined ? [text] : [text, others[index]],
      state: facts === undefined ? undefined : describe(facts),
      arrows,
      since: step.does.kind === 'awaits' ? startedIn.get(step.does.of) : undefined,
      blocks: outcome?.kind === 'blocks',
    };
  });
  const differs = rows.findIndex(({ outcomes: [one, ...rest] }) => rest.some((other) => other !== one));
  return { lanes: lanes.all.map(({ end, names }) => ({ names, via: end.via })), rows, differs: differs === -1 ? undefined : differs };
}

interface Made {
  step: Step;
  end: End | undefined;
  target: End | undefined;
  facts: Facts | undefined;
  outcome: Outcome | undefined;
}

/** What a call itself sends. */
function arrowsOf({ step: { does }, end, target, outcome }: Made, lanes: Lanes): Arrow[] {
  if (does.kind === 'makes pair') {
    const [from, to] = does.as.map((name) => lanes.all.findIndex(({ names }) => names.includes(name)));
    return outcome?.kind === 'done' && from !== undefined && to !== undefined ? [{ from, to, kind: 'connect', words: 'connected' }] : [];
  }
  const [from, to] = [lanes.of(end), lanes.of(target)];
  if (from === undefined || to === undefined || from === to) return [];
  switch (does.kind) {
    case 'writes':
      if (outcome?.kind !== 'returned') return [];
      return [
        {
          from,
          to,
          kind: 'data',
          words: does.bytes === 0 ? 'empty message' : `${outcome.value * (does.messages === 1 ? 1 : does.bytes)} bytes`,
        },
      ];
    case 'fills':
      return [{ from, to, kind: 'data', words: 'until full' }];
    case 'shuts':
      return does.write && (outcome?.kind === 'returned' || outcome?.kind === 'done')
        ? [{ from, to, kind: 'fin', words: 'no more data' }]
        : [];
    case 'connects':
      return outcome?.kind === 'failed' && outcome.errno !== 'EINPROGRESS' ? [] : [{ from, to, kind: 'connect', words: 'connects' }];
    default:
      return [];
  }
}

/** What the other end is sent when the last copy of this one goes. */
function endArrow(end: End, lanes: Lanes): Arrow | undefined {
  const [from, to] = [lanes.of(end), lanes.of(end.peer)];
  if (from === undefined || to === undefined || end.gone === undefined) return undefined;
  const { bytes, messages } = end.queue.totals();
  const isLost = isSome(bytes) === true || isSome(messages) === true;
  if (end.gone.lingerZero === true) return { from, to, kind: 'reset', words: 'gone, SO_LINGER 0' };
  return isLost ? { from, to, kind: 'reset', words: 'gone, data unread' } : { from, to, kind: 'fin', words: 'gone' };
}

function firstMade({ does }: Step, lanes: Lanes): number | undefined {
  const name =
    does.kind === 'makes pair' ? does.as[0] : 'as' in does && does.kind !== 'forks' ? does.as : 'queue' in does ? does.queue : undefined;
  const index = name === undefined ? -1 : lanes.all.findIndex(({ names }) => names.includes(name));
  return index === -1 ? undefined : index;
}
