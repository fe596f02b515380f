import { readdir } from 'node:fs/promises';
import { exitCode, LabError } from '../failure.ts';
import type { Scenario } from '../scenario/case.ts';
import { count } from '../prose.ts';
import { scenarioNames } from '../scenario/id.ts';
import { limits } from '../scenario/limits.ts';
import { oneOf } from '../scenario/suggest.ts';
import type { Context } from './context.ts';

/** The version of the document that `lab list --json` prints. Keys may be added to it without a new one. */
const schemaVersion = 1;

/** Options of `lab list`. */
export interface ListOptions {
  json?: boolean | undefined;
  /** Only scenarios that a query finds; targets are not listed then. */
  filter?: string | undefined;
}

interface TargetEntry {
  id: string;
  kind: string;
  title: string;
}

const lists = ['scenarios', 'targets'];

/** `lab list [scenarios|targets]`: what there is, as aligned lines or as one JSON document. Both by default. */
export async function list(what: string | undefined, options: ListOptions, context: Context): Promise<number> {
  if (what !== undefined && !lists.includes(what)) {
    throw new LabError('bad-request', `There is no list of '${what}': it can be ${oneOf(lists)}.`, 'npm run lab -- list');
  }
  if (options.filter !== undefined && what === 'targets') {
    throw new LabError('bad-request', '--filter finds scenarios, not targets.', "npm run lab -- list --filter 'read ECONNRESET'");
  }
  const found = options.filter === undefined ? undefined : await scenariosFound(options.filter, context);
  const isListed = ({ id }: Scenario): boolean => found === undefined || found.has(id);
  const printer = options.json === true ? undefined : await linePrinter(context);
  const print = printer && ((scenario: Scenario) => (isListed(scenario) ? printer(scenario) : undefined));
  const scenarios = what === 'targets' ? undefined : (await listScenarios(context, print)).filter(isListed);
  const targets = what === 'scenarios' || found !== undefined ? undefined : await listTargets(context);
  if (found !== undefined) context.stderr.write(`${count(scenarios?.length ?? 0, 'scenario')} found.\n`);
  if (options.json === true) {
    const document = { schemaVersion, ...(scenarios && { scenarios: scenarios.map(scenarioEntry) }), ...(targets && { targets }) };
    context.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return exitCode.ok;
  }
  if (targets === undefined) return exitCode.ok;
  if (scenarios !== undefined && scenarios.length > 0 && targets.length > 0) context.stdout.write('\n');
  context.stdout.write(aligned(targets.map(({ id, kind, title }) => [id, kind, title])));
  return exitCode.ok;
}

/**
 * The ids of scenarios that have one cell which satisfies a query; of a query of plain words also those of which nothing is measured yet. Throws a `bad-request` for a
 * query that is wrong.
 */
async function scenariosFound(text: string, { places }: Context): Promise<ReadonlySet<string>> {
  const { parseQuery } = await import('../explain/query.ts');
  const { search } = await import('../explain/search.ts');
  const { readCatalogue } = await import('./searchable.ts');
  const catalogue = await readCatalogue(places);
  const query = parseQuery(text, catalogue.vocabulary);
  if (query.problems.length > 0)
    throw new LabError('bad-request', query.problems.join('\n'), "npm run lab -- list --filter 'call:read outcome:ECONNRESET'");
  const found = new Set(search(query, catalogue).map(({ place }) => place.scenario));
  if (query.terms.every(({ key, not }) => key === 'text' && !not)) {
    for (const [id, words] of catalogue.scenarios) if (query.terms.every(({ value }) => words.toLowerCase().includes(value))) found.add(id);
  }
  return found;
}

async function listScenarios({ places, stderr }: Context, each: ((scenario: Scenario) => void) | undefined): Promise<Scenario[]> {
  const { loadScenarios } = await import('../scenario/load.ts');
  const { scenarios, diagnostics } = await loadScenarios(places, undefined, each);
  const files = new Set(diagnostics.map((diagnostic) => diagnostic.file));
  if (files.size > 0) stderr.write(`Left out because of errors: ${[...files].join(', ')}. See: npm run lab -- check\n`);
  return scenarios;
}

/** Prints each scenario as soon as it has been read: the widest id is known from the names of the files. */
async function linePrinter({ places, stdout }: Context): Promise<(scenario: Scenario) => void> {
  const names = scenarioNames(await readdir(places.scenarios).catch(() => []));
  const idWidth = Math.max(0, ...names.map((name) => name.replace(/\.ya?ml$/i, '').length));
  const countWidth = `${limits.cases} cases`.length;
  return ({ id, cases, title }) => {
    stdout.write(`${id.padEnd(idWidth)}  ${count(cases.length, 'case').padEnd(countWidth)}  ${title}\n`);
  };
}

async function listTargets({ places }: Context): Promise<TargetEntry[]> {
  const { loadTargets } = await import('../targets/targets.ts');
  return (await loadTargets(places)).map(({ id, kind, title }) => ({ id, kind, title }));
}

function scenarioEntry({ id, file, title, question, why, tags, matrix, cases, claims }: Scenario) {
  return {
    id,
    file,
    title,
    question,
    ...(why === undefined ? {} : { why }),
    tags,
    matrix,
    cases: cases.map((one) => ({ id: one.id, matrix: one.matrix, hash: one.hash })),
    claims: claims.length,
  };
}

/** Columns, as wide as their widest word; the last one runs free. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `${row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell)).join('  ')}\n`)
    .join('');
}
