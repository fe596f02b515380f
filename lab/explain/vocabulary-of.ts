import type { Atlas } from '../atlas/atlas.ts';
import { sentenceOf, titleOf } from '../atlas/identity.ts';
import { compare } from '../atlas/order.ts';
import type { System } from '../atlas/system.ts';
import { grouped } from '../grouped.ts';
import { allOf } from '../prose.ts';
import type { MeasuredErrnos } from '../results/result.ts';
import { unmeasuredNumbers } from './numbers.ts';
import type { Numbers } from './numbers.ts';
import { unmeasuredTexts } from './vocabulary.ts';
import type { ErrorText, SystemWords, Vocabulary } from './vocabulary.ts';

/** The vocabulary of what was measured: numbers and texts as the agents reported them in the headers of results, then those that nobody measured. */
export function vocabularyOf({ systems }: Pick<Atlas, 'systems'>): Vocabulary {
  const reported = systems.flatMap((system) => {
    const errnos = system.runs.findLast((run) => run.errnos !== undefined)?.errnos;
    return errnos === undefined ? [] : [{ system, errnos }];
  });
  return {
    numbers: [...measuredNumbers(reported), ...unmeasuredNumbers],
    texts: [...measuredTexts(reported), ...unmeasuredTexts],
    systems: systems.map(wordsOf),
  };
}

interface Reported {
  system: System;
  errnos: MeasuredErrnos;
}

/** Systems that have the same numbers are one entry; that of Linux comes first. */
function measuredNumbers(reported: readonly Reported[]): Numbers[] {
  const numbersOf = ({ errnos }: Reported): Record<string, number> =>
    Object.fromEntries(
      Object.entries(errnos)
        .map(([name, { number }]): [string, number] => [name, number])
        .toSorted(([one], [other]) => compare(one, other)),
    );
  const alike = grouped(reported, (one) => JSON.stringify(numbersOf(one)));
  const all = [...alike].map(([numbers, own]) => ({
    systems: allOf(kernelsIn(own).map(titleOf)),
    kernels: kernelsIn(own),
    isMeasured: true,
    numbers: JSON.parse(numbers) as Record<string, number>,
  }));
  return all.toSorted((one, other) => Number(other.kernels.includes('linux')) - Number(one.kernels.includes('linux')));
}

function kernelsIn(own: readonly Reported[]): string[] {
  const names = [...new Set(own.map(({ system }) => system.identity.name))].toSorted(compare);
  return names.includes('linux') ? ['linux', ...names.filter((name) => name !== 'linux')] : names;
}

function measuredTexts(reported: readonly Reported[]): ErrorText[] {
  const said = reported.flatMap(({ system, errnos }) =>
    Object.entries(errnos).map(([errno, { text }]) => ({ errno, text, libc: system.identity.libc.name })),
  );
  return [...grouped(said, ({ errno, text }) => `${text}\n${errno}`).values()]
    .map((own): ErrorText => {
      const [{ errno, text }] = own as [(typeof own)[number]];
      return { text, errno, from: allOf([...new Set(own.map(({ libc }) => libc))].toSorted(compare)), isMeasured: true };
    })
    .toSorted((one, other) => compare(one.errno, other.errno) || compare(one.text, other.text));
}

const bsds = new Set(['freebsd', 'openbsd', 'netbsd', 'dragonfly']);

function wordsOf({ id, target, identity }: System): SystemWords {
  const { name, version, libc, arch, runtime } = identity;
  const words = [
    id,
    target,
    name,
    ...(bsds.has(name) ? ['bsd'] : []),
    ...(name === 'macos' ? ['darwin', 'bsd'] : []),
    ...(version === undefined ? [] : [version, `${name}-${version}`]),
    libc.name,
    arch,
    ...(runtime === undefined ? [] : [runtime.name]),
  ];
  return { id, kernel: name, title: sentenceOf(identity), words: [...new Set(words.map((word) => word.toLowerCase()))] };
}
