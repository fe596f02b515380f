import type { Atlas } from '../atlas/atlas.ts';
import { sentenceOf } from '../atlas/identity.ts';
import { causesOf } from '../explain/causes-of.ts';
import { signalOf, wordOf } from '../explain/outcome-word.ts';
import { packCauses } from '../explain/pack.ts';
import { describe } from '../facts/describe.ts';
import { callsMade } from '../findings/call-made.ts';
import type { ModuleData, Observed } from './module/module-data.ts';

/** An entry while it is collected. */
interface Entry extends Omit<Observed, 'on' | 'cases'> {
  systems: Set<number>;
  seenIn: Set<string>;
}

/** What the module for programs knows of an atlas. */
export function moduleDataOf(atlas: Atlas): ModuleData {
  const entries = new Map<string, Entry>();
  const families = new Map<string, string>();
  for (const made of callsMade(atlas)) {
    const { call, facts, systems, index, atStart } = made;
    families.set(facts.via, facts.family);
    const state = `${describe(facts)}${atStart === undefined ? '' : ', the call was already waiting'}`;
    const [outcome, signal] = [wordOf(made), signalOf(made.outcome)];
    const key = [call, facts.via, state, outcome, signal].join('\n');
    const example = { case: made.case.id, step: index };
    const fresh = { call, via: facts.via, state, outcome, signal, systems: new Set<number>(), seenIn: new Set<string>(), example };
    const entry = entries.get(key) ?? fresh;
    entries.set(key, entry);
    entry.seenIn.add(made.case.id);
    for (const system of systems) entry.systems.add(system.index);
  }
  return {
    systems: atlas.systems.map(({ id, identity }) => ({ id, text: sentenceOf(identity), name: identity.name, version: identity.version })),
    observed: [...entries.values()].map(({ systems, seenIn, ...rest }) => ({
      ...rest,
      on: [...systems].toSorted((one, other) => one - other),
      cases: seenIn.size,
    })),
    families: Object.fromEntries([...families].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    causes: packCauses(causesOf(atlas)),
  };
}
