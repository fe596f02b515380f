import { identify, type Identity } from '../atlas/identity.ts';
import type { Alphabet } from './alphabet.ts';
import { modelName, usualAlphabet } from './alphabet.ts';
import type { Mealy } from './mealy.ts';
import { machineOf } from './model-file.ts';
import { loadAlphabets } from './load-alphabets.ts';
import { readModels, type StoredModels } from './model-store.ts';
import type { Places } from '../root.ts';

/** A system that a machine describes, and how far it was tested. */
export interface ModelledSystem {
  target: string;
  identity: Identity;
  extra: number;
}

/** A machine, and the systems that behave like it. */
export interface SharedModel {
  /** The name of its file. */
  name: string;
  machine: Mealy;
  systems: readonly ModelledSystem[];
}

/** All that is known of one alphabet on one link. */
export interface LinkModels {
  alphabet: Alphabet;
  /** The machine that most systems share first. */
  models: readonly SharedModel[];
  /** Systems that have no such link, and what trying one gave. */
  lacking: readonly { target: string; identity: Identity; lacks: string }[];
}

/** What is stored, by alphabet, in their order; without what was learned with an older alphabet, and alphabets of which nothing is known. */
export function linkModels(stored: StoredModels, alphabets: readonly Alphabet[]): LinkModels[] {
  return alphabets.flatMap((alphabet) => {
    const shared = new Map<string, ModelledSystem[]>();
    const lacking: { target: string; identity: Identity; lacks: string }[] = [];
    for (const system of stored.systems) {
      const entry = system.models[modelName(alphabet)];
      if (entry === undefined || entry.alphabet !== alphabet.hash) continue;
      const identity = identify(system);
      if (entry.lacks !== undefined) lacking.push({ target: system.target, identity, lacks: entry.lacks });
      if (entry.machine === undefined) continue;
      shared.set(entry.machine, [...(shared.get(entry.machine) ?? []), { target: system.target, identity, extra: entry.extra }]);
    }
    const models = [...shared].flatMap(([name, systems]) => {
      const file = stored.machines.get(name);
      return file === undefined ? [] : [{ name, machine: machineOf(file), systems }];
    });
    const sorted = models.toSorted((a, b) => weight(b) - weight(a) || (a.name < b.name ? -1 : 1));
    return sorted.length === 0 && lacking.length === 0 ? [] : [{ alphabet, models: sorted, lacking }];
  });
}

/** All that is known of all alphabets. None while nothing was learned. Throws a `bad-request` if a stored model or an alphabet is damaged. */
export async function readLinkModels(places: Places): Promise<LinkModels[]> {
  const stored = await readModels(places);
  return stored.systems.length === 0 ? [] : linkModels(stored, await loadAlphabets(places));
}

/** Where the page of an alphabet on a link is, below `reports/`: the usual alphabet's is named after the link alone. */
export function pageOf(alphabet: Pick<Alphabet, 'name' | 'link'>): string {
  return `models/${alphabet.name === usualAlphabet ? alphabet.link : modelName(alphabet)}.md`;
}

/** Linux before others, then by how many systems share it: what most readers have is what others are compared with. */
function weight({ systems }: SharedModel): number {
  return (systems.some(({ identity }) => identity.name === 'linux') ? 1000 : 0) + systems.length;
}
