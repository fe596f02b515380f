import { outcomeIn } from '../../atlas/atlas.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import type { Behaviour } from '../../atlas/behaviour.ts';
import { nameGroups } from '../../atlas/group-name.ts';
import type { System } from '../../atlas/system.ts';
import type { Case } from '../../scenario/case.ts';

/** A behaviour with the letter and the name that it goes by in one case: `A`, `Linux`. */
export interface NamedWay {
  letter: string;
  name: string;
  behaviour: Behaviour;
}

/** The behaviours of a case, lettered, that of the newest Linux first. */
export function waysIn(atlas: Atlas, theCase: Case): NamedWay[] {
  const { behaviours } = outcomeIn(atlas, theCase);
  const names = nameGroups(behaviours.map(({ systems }) => ({ members: systems })));
  return behaviours.map((behaviour, index) => ({ letter: letterOf(index), name: names[index] ?? '', behaviour }));
}

/** `A` for 0, `B` for 1, … `AA` for 26. */
export function letterOf(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `${letterOf(Math.floor(index / 26) - 1)}${letterOf(index % 26)}`;
}

/** The class that tints a letter: the same few tints come again, since the letter says which it is. */
export function tintOf(letter: string): string {
  return `tint-${(letter.charCodeAt(letter.length - 1) - 65) % 8}`;
}

/** The way that a system shows. */
export function wayOf(ways: readonly NamedWay[], system: System | undefined): NamedWay | undefined {
  return system === undefined ? undefined : ways.find(({ behaviour }) => behaviour.systems.includes(system));
}
