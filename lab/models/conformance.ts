import { accessWords, stateAfter, transitionOf, type Mealy, type Word } from './mealy.ts';
import { identifiers } from './separate.ts';

/**
 * The part of an HSI conformance suite whose words go through `middle` letters between the word that reaches a state and the words that
 * identify the state after it. All parts from 0 to `extra + 1` together find every machine that has at most `extra` states more than this
 * one and differs from it (Petrenko, Yevtushenko and others' harmonised state identifiers; Vasilevskii's and Chow's W method with less to ask).
 */
export function suitePart(machine: Mealy, middle: number): Word[] {
  const identify = identifiers(machine);
  return [...accessWords(machine)].flatMap(([state, access]) =>
    middleWords(machine, state, middle).flatMap((letters) => {
      const word = [...access, ...letters];
      const after = identify[stateAfter(machine, letters, state)] ?? [];
      return after.length === 0 ? [word] : after.map((rest) => [...word, ...rest]);
    }),
  );
}

/** The whole suite for machines with at most `extra` states more. */
export function suite(machine: Mealy, extra: number): Word[] {
  return Array.from({ length: extra + 2 }, (_, middle) => suitePart(machine, middle)).flat();
}

/** All words of this length that can be asked in a state, letter by letter. */
function middleWords(machine: Mealy, state: number, length: number): Word[] {
  if (length === 0) return [[]];
  return Array.from({ length: machine.letters }, (_, letter) => letter).flatMap((letter) => {
    const next = transitionOf(machine, state, letter)?.next;
    return next === undefined ? [] : middleWords(machine, next, length - 1).map((rest) => [letter, ...rest]);
  });
}
