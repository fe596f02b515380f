import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { remembered, type Found } from '../remembered.ts';
import type { Places } from '../root.ts';
import type { Scenario, Source } from './case.ts';
import { aboutFile, sortDiagnostics } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { scenarioIdProblem, scenarioNames } from './id.ts';
import type { Sources } from './load-sources.ts';
import { readOwnText, readText, refusedLink } from './read-text.ts';
import { shownPath } from './shown-path.ts';

/** All that the files say, and all that is wrong with them, sorted. What is wrong is left out of the rest. */
export interface Loaded {
  scenarios: Scenario[];
  sources: Source[];
  diagnostics: Diagnostic[];
}

/**
 * Reads scenario files: all of `scenarios/` by default, in the order of their ids, or the ones at these paths (relative to the current folder).
 * Never throws for what a file says or for a file that is not there: that is in `diagnostics`. `each` gets every good scenario as soon as it is
 * read, for whoever shows something meanwhile: of `scenarios/` in the order of their ids.
 */
export async function loadScenarios(
  places: Places,
  files?: readonly string[],
  each: (scenario: Scenario) => void = () => {},
): Promise<Loaded> {
  const { sources, text: sourcesText, diagnostics: ofSources } = await sourcesOf(places);
  const found =
    files === undefined ? await scenarioPaths(places) : { paths: [...new Set(files.map((file) => resolve(file)))], diagnostics: [] };
  // One after another: reading is quick, and what the parser made of one file can be forgotten before the next.
  const loaded: LoadedOne[] = [];
  for (const path of found.paths) {
    const read = dirname(path) === places.scenarios ? readOwnText : readText;
    const one = await loadOne(places, path, { sources, text: sourcesText }, read);
    if (one.scenario !== undefined) each(one.scenario);
    loaded.push(one);
  }
  const diagnostics = [...ofSources, ...found.diagnostics, ...twins(places, found.paths), ...loaded.flatMap((one) => one.diagnostics)];
  const scenarios = loaded.flatMap((one) => one.scenario ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { scenarios, sources: [...(sources?.values() ?? [])], diagnostics: sortDiagnostics(diagnostics) };
}

/** The folder of what is no scenario but made of the same calls, see lab/models/. */
const alphabetsName = 'alphabets';

interface LoadedOne {
  scenario?: Scenario;
  diagnostics: Diagnostic[];
}

/** The sources that claims can name, and the text of their file, which decides what claims may say. */
async function sourcesOf(places: Places): Promise<{ sources: Sources; text: string; diagnostics: Diagnostic[] }> {
  const path = join(places.scenarios, 'sources.yaml');
  const read = readOwnText(path, shownPath(places, path));
  const text = 'text' in read ? read.text : '';
  const { list, diagnostics } = await remembered(places, 'sources', ['text' in read ? 'read' : 'refused', text], async () => {
    const { loadSources } = await import('./load-sources.ts');
    const loaded = await loadSources(places);
    const value = { list: loaded.sources && [...loaded.sources.values()], diagnostics: loaded.diagnostics };
    return { value, isLasting: loaded.sources !== undefined && loaded.diagnostics.length === 0 };
  });
  return { sources: list && new Map(list.map((source) => [source.id, source])), text, diagnostics };
}

/** What one file says. What is found of a file that is right is remembered. */
async function loadOne(
  places: Places,
  path: string,
  { sources, text }: { sources: Sources; text: string },
  readFile: typeof readText,
): Promise<LoadedOne> {
  const file = shownPath(places, path);
  const id = basename(path).replace(/\.ya?ml$/, '');
  const problem = /\.ya?ml$/.test(path) ? scenarioIdProblem(id) : `The name of a scenario file ends in .yaml.`;
  const named = problem === undefined ? [] : [aboutFile(file, `${problem} The file's name is the scenario's id.`)];
  const read = readFile(path, file);
  if ('diagnostic' in read) return { diagnostics: [...named, read.diagnostic] };
  const checked = await remembered(places, `scenario-${id}`, [file, read.text, text], async (): Promise<Found<LoadedOne>> => {
    const { checkScenario } = await import('./check-scenario.ts');
    const value = await checkScenario(id, file, read.text, sources);
    return { value, isLasting: value.diagnostics.length === 0 };
  });
  return named.length > 0 ? { diagnostics: [...named, ...checked.diagnostics] } : checked;
}

/** Files of `scenarios/` that are scenarios by their names, and what else there is that can only be a slip. */
async function scenarioPaths(places: Places): Promise<{ paths: string[]; diagnostics: Diagnostic[] }> {
  let names: string[];
  try {
    names = await readdir(places.scenarios);
  } catch {
    const message = 'There is no such directory: this does not look like a checkout of the lab.';
    return { paths: [], diagnostics: [aboutFile(shownPath(places, places.scenarios), message)] };
  }
  const paths = scenarioNames(names).map((name) => join(places.scenarios, name));
  const others = names.filter((name) => name !== alphabetsName && !name.startsWith('.') && !name.includes('.'));
  const folders = await Promise.all(others.map(async (name) => ((await lstat(join(places.scenarios, name))).isDirectory() ? [name] : [])));
  const links = others.flatMap((name) => refusedLink(join(places.scenarios, name), shownPath(places, join(places.scenarios, name))) ?? []);
  const diagnostics = folders.flat().map((name) => {
    const message = 'Scenarios lie side by side in one directory; what is in this one is not read.';
    return aboutFile(
      shownPath(places, join(places.scenarios, name)),
      message,
      `Move its files to ${shownPath(places, places.scenarios)}/.`,
    );
  });
  return { paths, diagnostics: [...diagnostics, ...links] };
}

/** `x.yaml` and `x.yml`, or two paths that end alike, would be one id. */
function twins(places: Places, paths: readonly string[]): Diagnostic[] {
  const first = new Map<string, string>();
  return paths.flatMap((path) => {
    const id = basename(path).replace(/\.ya?ml$/i, '');
    const other = first.get(id);
    first.set(id, other ?? path);
    if (other === undefined) return [];
    return [
      aboutFile(
        shownPath(places, path),
        `There is another file for the id '${id}': ${shownPath(places, other)}.`,
        'Rename one of them, or take it out.',
      ),
    ];
  });
}
