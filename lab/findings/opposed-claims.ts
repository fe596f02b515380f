import type { Facts } from '../facts/facts.ts';
import { factsPerStep } from '../facts/sighting.ts';
import { canBothHold } from '../scenario/allows.ts';
import type { Case, Claim, Scenario, Step } from '../scenario/case.ts';
import type { Effect } from '../scenario/effect.ts';
import { overlaps } from '../scenario/overlap.ts';
import { casesOf } from './judge.ts';

/** Two claims of one source, in two scenarios, that cannot both be right: the same call in the same situation, and no outcome on which both hold. */
export interface Opposed {
  /** The later one. */
  scenario: Scenario;
  claim: Claim;
  /** The step of a case that it speaks of. */
  at: string;
  other: { scenario: Scenario; claim: Claim; at: string };
}

/** All pairs of claims that oppose each other although they are in different scenarios; those within one are found when it is read. */
export function opposedClaims(scenarios: readonly Scenario[]): Opposed[] {
  const all = scenarios.flatMap((scenario) => scenario.claims.map((claim) => ({ scenario, claim })));
  const bySource = new Map<string, typeof all>();
  for (const one of all) bySource.set(one.claim.source, [...(bySource.get(one.claim.source) ?? []), one]);
  const situations = situationsOnce();
  return [...bySource.values()].flatMap((ofSource) =>
    ofSource.flatMap((later, index) =>
      ofSource.slice(0, index).flatMap((earlier) => {
        if (earlier.scenario === later.scenario || !couldOppose(earlier.claim, later.claim)) return [];
        const known = situations(earlier);
        const shared = [...situations(later)].find(([situation]) => known.has(situation));
        if (shared === undefined) return [];
        return [{ ...later, at: shared[1], other: { ...earlier, at: known.get(shared[0]) ?? '' } }];
      }),
    ),
  );
}

function couldOppose(one: Claim, other: Claim): boolean {
  if (one.pacing !== undefined && other.pacing !== undefined && one.pacing !== other.pacing) return false;
  return !canBothHold(one, other) && overlaps(one.on, other.on);
}

/** The situations that a claim speaks of, each with a step that is in it; computed once a claim, and only for claims that are asked about. */
function situationsOnce(): (of: { scenario: Scenario; claim: Claim }) => Map<string, string> {
  const known = new Map<Claim, Map<string, string>>();
  return ({ scenario, claim }) => {
    const before = known.get(claim);
    if (before !== undefined) return before;
    const found = new Map<string, string>();
    for (const theCase of casesOf(claim, scenario)) {
      const facts = factsPerStep(theCase);
      for (const [index, step] of theCase.steps.entries()) {
        if (!claim.of.includes(step.label)) continue;
        const situation = situationOf(theCase, index, facts[index]);
        if (situation !== undefined) found.set(situation, `'${step.label}' in ${theCase.id}`);
      }
    }
    known.set(claim, found);
    return found;
  };
}

/**
 * What a call's outcome can depend on, as text to compare: the call, what is true of the end it is made on, what was called on that end before, and
 * what the process does with signals. Undefined where facts do not say enough: of an address, of credentials, of a call that was started before.
 */
function situationOf({ steps }: Case, index: number, facts: Facts | undefined): string | undefined {
  const step = steps[index];
  if (step === undefined || facts === undefined || !isTold(step)) return undefined;
  const fd = descriptorOf(step);
  const earlier = steps.slice(0, index);
  const before = earlier.filter((one) => descriptorOf(one) === fd && one.does.kind !== 'asks' && one.does.kind !== 'nothing');
  const signals = earlier.filter((one) => one.call === 'signal' && one.in === step.in).map(({ text }) => text);
  return JSON.stringify([withoutNames(step), facts, placeOf(fd, earlier), before.map(withoutNames), signals]);
}

function isTold({ call, does }: Step): boolean {
  return call !== 'await' && does.kind !== 'connects' && does.kind !== 'accepts' && does.kind !== 'asks' && does.kind !== 'binds';
}

function descriptorOf({ does }: Step): string | undefined {
  return 'fd' in does ? does.fd : undefined;
}

/** Which end of a pair it is: the two ends of a pipe are not alike. */
function placeOf(fd: string | undefined, earlier: readonly Step[]): number {
  return earlier.map(({ does }) => (does.kind === 'makes pair' ? does.as.indexOf(fd ?? '') : -1)).find((place) => place >= 0) ?? -1;
}

/** A call with the sizes, flags and events that matter, without the names that a scenario gives to descriptors, and without the bytes that it sends. */
function withoutNames(step: Step): unknown {
  const { call, does, text } = step;
  const fd = descriptorOf(step) ?? '';
  const how = does.kind === 'reads' || does.kind === 'writes' ? sizesOf(does) : text.replaceAll(new RegExp(`\\b${fd}\\b`, 'g'), '');
  return [call, step.startedAs === undefined ? '' : 'started', how];
}

function sizesOf(does: Extract<Effect, { kind: 'reads' | 'writes' }>): unknown {
  if (does.kind === 'reads') return [does.most, does.messages, does.flags];
  return [does.bytes, does.messages, does.flags, does.to !== undefined, does.passes !== undefined];
}
