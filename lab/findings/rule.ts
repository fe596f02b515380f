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
  const positive = calls.filter(returnsIt);
  const causes = from.causes.filter((cause) => positive.filter((call) => cause.holds(call) === true).length >= worth);
  const guards = from.guards.filter((guard) => calls.filter((call) => guard.holds(call) === false).length >= worth);
  const patterns = patternsOf(calls, returnsIt, causes, guards);
  let best = { cost: positive.length, causes: 0, guards: 0 };
  for (let chosenGuards = 0; chosenGuards < 1 << guards.length; chosenGuards++) {
    for (let chosenCauses = 1; chosenCauses < 1 << causes.length; chosenCauses++) {
      const words = worth * (bitsIn(chosenCauses) + bitsIn(chosenGuards));
      if (words >= best.cost) continue;
      const cost = words + mistakes(patterns, chosenCauses, chosenGuards, best.cost - words);
      if (cost < best.cost) best = { cost, causes: chosenCauses, guards: chosenGuards };
    }
  }
  const chosen = {
    causes: causes.filter((_, index) => (best.causes >> index) & 1),
    guards: best.causes === 0 ? [] : guards.filter((_, index) => (best.guards >> index) & 1),
  };
  return held(chosen, calls, returnsIt);
}

/** Whether the rule says that a call returns it. */
export function predicts({ causes, guards }: Pick<Rule, 'causes' | 'guards'>, call: CallMade): Truth {
  return and(or(false, ...causes.map((cause) => cause.holds(call))), ...guards.map((guard) => guard.holds(call)));
}

/** A rule held against calls. */
function held(chosen: Pick<Rule, 'causes' | 'guards'>, calls: readonly CallMade[], returnsIt: (call: CallMade) => boolean): Rule {
  const rule: Rule = { ...chosen, when: { calls: 0, returned: 0 }, otherwise: { calls: 0, returned: 0 }, unknown: 0, exceptions: [] };
  for (const call of calls) {
    const predicted = predicts(chosen, call);
    if (predicted === 'unknown') {
      rule.unknown += 1;
      continue;
    }
    const side = predicted ? rule.when : rule.otherwise;
    const does = returnsIt(call);
    side.calls += 1;
    if (does) side.returned += 1;
    if (does !== predicted) rule.exceptions.push(call);
  }
  return rule;
}

/** Calls of which the same conditions hold, as bits: those known to hold, and those that may. */
interface Pattern {
  causes: number;
  maybeCauses: number;
  guards: number;
  maybeGuards: number;
  returned: number;
  others: number;
}

function patternsOf(
  calls: readonly CallMade[],
  returnsIt: (call: CallMade) => boolean,
  causes: readonly Condition[],
  guards: readonly Condition[],
): Pattern[] {
  const found = new Map<string, Pattern>();
  for (const call of calls) {
    const [causeTruths, guardTruths] = [causes.map((one) => one.holds(call)), guards.map((one) => one.holds(call))];
    const key = [...causeTruths, ...guardTruths].join(' ');
    const pattern = found.get(key) ?? {
      causes: bits(causeTruths, (one) => one === true),
      maybeCauses: bits(causeTruths, (one) => one !== false),
      guards: bits(guardTruths, (one) => one === true),
      maybeGuards: bits(guardTruths, (one) => one !== false),
      returned: 0,
      others: 0,
    };
    if (returnsIt(call)) pattern.returned += 1;
    else pattern.others += 1;
    found.set(key, pattern);
  }
  return [...found.values()];
}

function mistakes(patterns: readonly Pattern[], causes: number, guards: number, most: number): number {
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

function bits(truths: readonly Truth[], is: (truth: Truth) => boolean): number {
  return truths.reduce<number>((sum, truth, index) => (is(truth) ? sum | (1 << index) : sum), 0);
}

function bitsIn(number: number): number {
  let count = 0;
  for (let rest = number; rest > 0; rest &= rest - 1) count += 1;
  return count;
}
