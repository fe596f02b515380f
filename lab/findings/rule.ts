import type { CallMade } from './call-made.ts';
import { and, or } from './condition.ts';
import type { Condition } from './condition.ts';
import type { Truth } from '../facts/count.ts';

/** When calls return something, as found in what was measured: if one of the causes is so, and all guards are. No causes: never. */
export interface Rule {
  causes: Condition[];
  guards: Condition[];
  /** Calls for which the condition holds: all of them, and those of them that return it. */
  when: Tally;
  /** Calls for which it does not hold: all of them, and those of them that return it nevertheless. */
  otherwise: Tally;
  /** Calls for which facts do not tell whether it holds. */
  unknown: number;
  /** Calls that do not follow the rule. */
  exceptions: CallMade[];
}

interface Tally {
  calls: number;
  returned: number;
}

/** A condition must put right more calls than this to be worth its words. */
const worth = 1.5;

/**
 * The smallest condition that separates the calls that return something from those that do not. All subsets of the causes and of the guards are tried; of
 * those, the one with the fewest exceptions, where each condition costs as much as a few exceptions.
 */
export function learn(
  calls: readonly CallMade[],
  returnsIt: (call: CallMade) => boolean,
  from: { causes: readonly Condition[]; guards: readonly Condition[] },
): Rule {
  const all = patternsOf(calls, returnsIt, from.causes, from.guards);
  const positive = all.reduce((sum, { returned }) => sum + returned.length, 0);
  const causes = from.causes.filter((_, index) => counted(all, (one) => (one.causes[index] === true ? one.returned.length : 0)) >= worth);
  const guards = from.guards.filter(
    (_, index) => counted(all, (one) => (one.guards[index] === false ? one.returned.length + one.others.length : 0)) >= worth,
  );
  const masks = all.map((one) => masksOf(one, from, causes, guards));
  let best = { cost: positive, causes: 0, guards: 0 };
  for (let chosenGuards = 0; chosenGuards < 1 << guards.length; chosenGuards++) {
    for (let chosenCauses = 1; chosenCauses < 1 << causes.length; chosenCauses++) {
      const words = worth * (bitsIn(chosenCauses) + bitsIn(chosenGuards));
      if (words >= best.cost) continue;
      const cost = words + mistakes(masks, chosenCauses, chosenGuards, best.cost - words);
      if (cost < best.cost) best = { cost, causes: chosenCauses, guards: chosenGuards };
    }
  }
  const chosen = {
    causes: causes.filter((_, index) => (best.causes >> index) & 1),
    guards: best.causes === 0 ? [] : guards.filter((_, index) => (best.guards >> index) & 1),
  };
  return held(chosen, calls, all);
}

/** Whether the rule says that a call returns it. */
export function predicts({ causes, guards }: Pick<Rule, 'causes' | 'guards'>, call: CallMade): Truth {
  return and(or(false, ...causes.map((cause) => cause.holds(call))), ...guards.map((guard) => guard.holds(call)));
}

/** A rule held against calls. Those of which the same conditions hold are asked once. */
function held(chosen: Pick<Rule, 'causes' | 'guards'>, calls: readonly CallMade[], patterns: readonly Pattern[]): Rule {
  const rule: Rule = { ...chosen, when: { calls: 0, returned: 0 }, otherwise: { calls: 0, returned: 0 }, unknown: 0, exceptions: [] };
  const exceptions = new Set<CallMade>();
  for (const { returned, others } of patterns) {
    const [first] = returned.length > 0 ? returned : others;
    const predicted = first === undefined ? 'unknown' : predicts(chosen, first);
    if (predicted === 'unknown') {
      rule.unknown += returned.length + others.length;
      continue;
    }
    const side = predicted ? rule.when : rule.otherwise;
    side.calls += returned.length + others.length;
    side.returned += returned.length;
    for (const call of predicted ? others : returned) exceptions.add(call);
  }
  return { ...rule, exceptions: calls.filter((call) => exceptions.has(call)) };
}

/** Calls of which the same conditions hold: those that return it, and the others. */
interface Pattern {
  causes: Truth[];
  guards: Truth[];
  returned: CallMade[];
  others: CallMade[];
}

function patternsOf(
  calls: readonly CallMade[],
  returnsIt: (call: CallMade) => boolean,
  causes: readonly Condition[],
  guards: readonly Condition[],
): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const call of calls) {
    const [ofCauses, ofGuards] = [causes.map((one) => one.holds(call)), guards.map((one) => one.holds(call))];
    const key = `${ofCauses.join()};${ofGuards.join()}`;
    const pattern = found.get(key) ?? { causes: ofCauses, guards: ofGuards, returned: [], others: [] };
    found.set(key, pattern);
    (returnsIt(call) ? pattern.returned : pattern.others).push(call);
  }
  return [...found.values()];
}

/** A pattern as bits, one a condition that may be chosen: those that are known to hold, and those that may. */
interface Masks {
  causes: number;
  maybeCauses: number;
  guards: number;
  maybeGuards: number;
  returned: number;
  others: number;
}

function masksOf(
  pattern: Pattern,
  from: { causes: readonly Condition[]; guards: readonly Condition[] },
  causes: readonly Condition[],
  guards: readonly Condition[],
): Masks {
  const ofCauses = pattern.causes.filter((_, index) => causes.includes(from.causes[index] as Condition));
  const ofGuards = pattern.guards.filter((_, index) => guards.includes(from.guards[index] as Condition));
  return {
    causes: bits(ofCauses, (one) => one === true),
    maybeCauses: bits(ofCauses, (one) => one !== false),
    guards: bits(ofGuards, (one) => one === true),
    maybeGuards: bits(ofGuards, (one) => one !== false),
    returned: pattern.returned.length,
    others: pattern.others.length,
  };
}

function mistakes(patterns: readonly Masks[], causes: number, guards: number, most: number): number {
  let sum = 0;
  for (const pattern of patterns) {
    const isSo = (pattern.causes & causes) !== 0 && (pattern.guards & guards) === guards;
    const mayBe = (pattern.maybeCauses & causes) !== 0 && (pattern.maybeGuards & guards) === guards;
    // Where it is unknown whether the condition holds, the rule says nothing, which is half a mistake.
    sum += isSo ? pattern.others : mayBe ? (pattern.returned + pattern.others) / 2 : pattern.returned;
    if (sum >= most) return sum;
  }
  return sum;
}

function counted(patterns: readonly Pattern[], of: (pattern: Pattern) => number): number {
  return patterns.reduce((sum, pattern) => sum + of(pattern), 0);
}

function bits(truths: readonly Truth[], is: (truth: Truth) => boolean): number {
  return truths.reduce<number>((sum, truth, index) => (is(truth) ? sum | (1 << index) : sum), 0);
}

function bitsIn(number: number): number {
  let count = 0;
  for (let rest = number; rest > 0; rest &= rest - 1) count += 1;
  return count;
}
