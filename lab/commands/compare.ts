import { exitCode, LabError } from '../failure.ts';
import type { Alphabet } from '../models/alphabet.ts';
import { modelName, usualAlphabet } from '../models/alphabet.ts';
import { compareMachines, type Comparison } from '../models/compare.ts';
import { machineOf, type SystemFile } from '../models/model-file.ts';
import type { StoredModels } from '../models/model-store.ts';
import { spell } from '../models/state-names.ts';
import { count } from '../prose.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import type { Context } from './context.ts';
import { pickAlphabets } from './learn.ts';

/** Options of `lab compare`. */
export interface CompareOptions {
  link?: string[] | undefined;
  alphabet?: string[] | undefined;
  json?: boolean | undefined;
}

/** The version of the document that `--json` prints. Keys may be added to it without a new one. */
const schemaVersion = 1;

/** Two systems compared on one link. */
interface Compared {
  alphabet: Alphabet;
  states: [number, number];
  /** For how many more states each was tested. */
  extra: [number, number];
  comparison: Comparison;
}

/**
 * `lab compare A B`: every difference between the models of two systems, grouped by call and pair of outcomes, each with the shortest sequence that shows it. Differences
 * are the product, not a failure: the exit code is 0. Throws a `bad-request` for a system of which there is no model.
 */
export async function compareSystems(names: readonly [string, string], options: CompareOptions, context: Context): Promise<number> {
  const { places, stdout } = context;
  const { readModels } = await import('../models/model-store.ts');
  const { loadAlphabets } = await import('../models/load-alphabets.ts');
  const stored = await readModels(places);
  const one = findSystem(stored, names[0]);
  const other = findSystem(stored, names[1]);
  const alphabets = pickAlphabets(await loadAlphabets(places), { alphabet: [usualAlphabet], ...options });
  const compared = alphabets.flatMap((alphabet) => compareOn(alphabet, one, other, stored));
  if (compared.length === 0) {
    const message = `There is no link of which models of both ${one.target} and ${other.target} are known.`;
    throw new LabError('bad-request', message, 'npm run lab -- learn');
  }
  stdout.write(options.json === true ? `${JSON.stringify(documentOf(one, other, compared), null, 2)}\n` : textOf(one, other, compared));
  return exitCode.ok;
}

/** A system by the name of its file; this machine's own also as `native`. */
function findSystem({ systems }: StoredModels, name: string): SystemFile {
  const found = systems.find(({ target }) => target === name) ?? systems.find(({ how }) => name === 'native' && how === 'native');
  if (found !== undefined) return found;
  const known = systems.map(({ target }) => target);
  const message =
    known.length === 0
      ? 'There are no models yet.'
      : `There are no models of '${name}'. ${didYouMean(name, known) ?? `There are of ${oneOf(known, 30)}.`}`;
  throw new LabError('bad-request', message, 'npm run lab -- learn');
}

function compareOn(alphabet: Alphabet, one: SystemFile, other: SystemFile, { machines }: StoredModels): Compared[] {
  const [first, second] = [one, other].map(({ models }) => {
    const entry = models[modelName(alphabet)];
    const file = entry?.alphabet === alphabet.hash ? machines.get(entry.machine ?? '') : undefined;
    return entry === undefined || file === undefined ? undefined : { machine: machineOf(file), extra: entry.extra };
  });
  if (first === undefined || second === undefined) return [];
  return [
    {
      alphabet,
      states: [first.machine.states.length, second.machine.states.length],
      extra: [first.extra, second.extra],
      comparison: compareMachines(first.machine, second.machine),
    },
  ];
}

function textOf(one: SystemFile, other: SystemFile, compared: readonly Compared[]): string {
  return compared
    .map(({ alphabet, states, extra, comparison }) => {
      const rows = comparison.groups.map(({ letter, one: a, other: b, differences }) => [
        alphabet.letters[letter]?.name ?? '',
        a ?? '–',
        b ?? '–',
        spell(alphabet, differences[0]?.word ?? []),
      ]);
      const bound = `${rows.length === 0 ? 'No difference' : 'No other difference'}, if ${one.target} has at most ${count(states[0] + extra[0], 'state')} and ${other.target} at most ${count(states[1] + extra[1], 'state')} over these calls (HSI test; ${count(comparison.pairs.length, 'pair')} of states compared).`;
      const differences = rows.length === 0 ? [] : [...aligned([['call', one.target, other.target, 'shortest sequence'], ...rows])];
      return [`${modelName(alphabet)}: ${count(rows.length, 'difference')}`, ...differences, bound].join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) => `  ${row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell)).join('  ')}`,
  );
}

function documentOf(one: SystemFile, other: SystemFile, compared: readonly Compared[]): unknown {
  return {
    schemaVersion,
    systems: [one.target, other.target],
    links: compared.map(({ alphabet, states, extra, comparison }) => ({
      link: alphabet.link,
      alphabet: alphabet.name,
      bounds: states.map((number, index) => ({ states: number, testedFor: number + (extra[index] ?? 0) })),
      differences: comparison.groups.map(({ letter, one: a, other: b, differences }) => ({
        call: alphabet.letters[letter]?.name,
        outcomes: [a ?? null, b ?? null],
        witnesses: differences.map(({ word }) => word.map((index) => alphabet.letters[index]?.name)),
      })),
    })),
  };
}
