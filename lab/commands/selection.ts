import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import type { Case, Scenario } from '../scenario/case.ts';
import { formatDiagnostic } from '../scenario/diagnostic.ts';
import { loadScenarios } from '../scenario/load.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';

/** What was asked for. */
export interface Selection {
  scenarios: Scenario[];
  cases: Case[];
  /** Whether all of it is the repository's own, so that results of it can be stored. */
  isStored: boolean;
}

/**
 * The cases that `words` name: ids of scenarios, ids of cases, or paths of scenario files; all of the repository's by default. Throws a
 * `bad-request` for a file that is not right, or a word that names nothing.
 */
export async function select(places: Places, words: readonly string[]): Promise<Selection> {
  const isPath = (word: string): boolean => /\.ya?ml$/i.test(word);
  const paths = words.filter(isPath);
  const ids = words.filter((word) => !isPath(word));
  const outside = paths.filter((path) => !resolve(path).startsWith(places.scenarios + sep));
  if (outside.length > 0 && outside.length < words.length) {
    throw new LabError(
      'bad-request',
      `${outside[0]} is not one of the repository's scenarios: results of it are not stored, and it cannot be run together with others.`,
      `npm run lab -- run ${outside.join(' ')}`,
    );
  }

  const own = paths.length === 0 || ids.length > 0 ? await loadNamed(places, ids) : [];
  const read = paths.length > 0 ? await load(places, paths) : [];
  const scenarios = new Map(read.map((scenario) => [scenario.id, scenario]));
  const cases = new Map(read.flatMap((scenario) => scenario.cases.map((one) => [one.id, one])));
  for (const id of ids) {
    const { scenario, found } = find(own, id);
    scenarios.set(scenario.id, scenario);
    for (const one of found) cases.set(one.id, one);
  }
  if (words.length === 0) {
    for (const scenario of own) {
      scenarios.set(scenario.id, scenario);
      for (const one of scenario.cases) cases.set(one.id, one);
    }
  }
  return { scenarios: [...scenarios.values()], cases: [...cases.values()], isStored: outside.length === 0 };
}

/** The scenarios of these ids and of no others, where each has a file; else all, to say what there is instead. */
async function loadNamed(places: Places, ids: readonly string[]): Promise<Scenario[]> {
  const files = new Set(ids.map((id) => join(places.scenarios, `${id.split('/', 1)[0]}.yaml`)));
  return ids.length > 0 && [...files].every((file) => existsSync(file)) ? load(places, [...files]) : load(places);
}

async function load(places: Places, paths?: readonly string[]): Promise<Scenario[]> {
  const { scenarios, diagnostics } = await loadScenarios(places, paths);
  if (diagnostics.length > 0) {
    const command = paths === undefined ? 'npm run lab -- check' : `npm run lab -- check ${paths.join(' ')}`;
    throw new LabError(
      'bad-request',
      diagnostics.map(formatDiagnostic).join('\n\n'),
      `nothing was measured; when they are right, this says so: ${command}`,
    );
  }
  return scenarios;
}

function find(scenarios: readonly Scenario[], id: string): { scenario: Scenario; found: readonly Case[] } {
  for (const scenario of scenarios) {
    if (scenario.id === id) return { scenario, found: scenario.cases };
    const found = scenario.cases.filter((one) => one.id === id);
    if (found.length > 0) return { scenario, found };
  }
  const known = scenarios.map((scenario) => scenario.id);
  const scenario = scenarios.find((one) => id.startsWith(`${one.id}/`));
  if (scenario) {
    const ids = scenario.cases.map((one) => one.id);
    throw new LabError(
      'bad-request',
      `There is no case '${id}'. ${didYouMean(id, ids) ?? `Its scenario has ${oneOf(ids)}.`}`,
      `npm run lab -- list --json`,
    );
  }
  throw new LabError(
    'bad-request',
    `There is no scenario '${id}'. ${didYouMean(id, known) ?? `There are ${oneOf(known)}.`}`,
    'npm run lab -- list scenarios',
  );
}
