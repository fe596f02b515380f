import type { Atlas } from '../atlas/atlas.ts';
import { compare } from '../atlas/order.ts';
import { describe } from '../facts/describe.ts';
import { families } from '../facts/facts.ts';
import type { Family } from '../facts/facts.ts';
import { factsPerStep } from '../facts/sighting.ts';
import type { Claim, Scenario } from '../scenario/case.ts';
import { casesOf } from './judge.ts';

/** What sources say that reads or writes return on a system that nobody has measured, after the peer went. */
export interface ClaimedOutcome {
  /** As claims write it: `macos`. */
  system: string;
  version: string | undefined;
  state: string;
  role: 'read' | 'write';
  outcome: string;
  families: Family[];
  sources: string[];
  example: Scenario;
}

/** The claims of unmeasured systems about the first read or write after the peer went, alike ones together. */
export function claimedOutcomes(atlas: Atlas): ClaimedOutcome[] {
  const measured = new Set(atlas.systems.map(({ identity }) => identity.name));
  const found = new Map<string, ClaimedOutcome>();
  for (const scenario of atlas.scenarios) {
    for (const claim of scenario.claims) {
      const systems = claim.on.os === undefined ? [] : [claim.on.os].flat().filter((name) => !measured.has(name));
      if (systems.length === 0) continue;
      for (const { state, role, family } of speaksOf(scenario, claim)) {
        for (const system of systems) {
          const outcome = claim.outcome.join(' or ');
          const key = [system, claim.on.version ?? '', state, role, outcome].join('\n');
          const same = found.get(key) ?? {
            system,
            version: claim.on.version,
            state,
            role,
            outcome,
            families: [],
            sources: [],
            example: scenario,
          };
          if (!same.families.includes(family)) same.families.push(family);
          if (!same.sources.includes(claim.source)) same.sources.push(claim.source);
          found.set(key, same);
        }
      }
    }
  }
  return [...found]
    .toSorted(([one], [other]) => compare(one, other))
    .map(([, one]) => ({ ...one, families: families.filter((family) => one.families.includes(family)) }));
}

/** The steps that a claim speaks of, where it is the first read or write on a connection whose peer is gone. Facts as far as the steps alone tell. */
function speaksOf(scenario: Scenario, claim: Claim): { state: string; role: 'read' | 'write'; family: Family }[] {
  return casesOf(claim, scenario).flatMap((theCase) => {
    const facts = factsPerStep(theCase);
    const isTransfer = theCase.steps.map(
      ({ does }, index) => (does.kind === 'reads' || does.kind === 'writes') && facts[index]?.peer?.gone !== undefined,
    );
    const first = isTransfer.indexOf(true);
    const step = theCase.steps[first];
    const own = facts[first];
    if (step === undefined || own === undefined || !claim.of.includes(step.label)) return [];
    if (own.family !== 'AF_UNIX stream' && own.family !== 'TCP') return [];
    return [{ state: describe(own), role: step.does.kind === 'reads' ? ('read' as const) : ('write' as const), family: own.family }];
  });
}
