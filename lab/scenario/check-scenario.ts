import type { Scenario } from './case.ts';
import { checkChoice, checkClaims } from './claims.ts';
import type { Diagnostic } from './diagnostic.ts';
import { usesOf } from './dollar.ts';
import { expand } from './expand.ts';
import { ScenarioFile } from './file-schema.ts';
import { describeIssues } from './issues.ts';
import type { Finding } from './issues.ts';
import { limits } from './limits.ts';
import type { Sources } from './load-sources.ts';
import { choices, countChoices, matches } from './matrix.ts';
import { parseYaml } from './source.ts';
import { didYouMean, oneOf } from './suggest.ts';

/**
 * Reads one scenario from its text. Gives the scenario, or everything that is wrong with it. `sources` is what claims may name;
 * `undefined` if its file could not be read.
 */
export async function checkScenario(
  id: string,
  file: string,
  text: string,
  sources: Sources,
): Promise<{ scenario?: Scenario; diagnostics: Diagnostic[] }> {
  const { source, diagnostics } = parseYaml(file, text);
  if (source === undefined) return { diagnostics };
  const checked = ScenarioFile.safeParse(source.data);
  if (!checked.success) diagnostics.push(...describeIssues(checked.error.issues, ScenarioFile, source));

  const broken = new Set(checked.success ? [] : checked.error.issues.map((issue) => issue.path[0]));
  const readable = checked.success ? checked.data : readableParts(source.data, broken);
  const report = (found: Finding[]) =>
    diagnostics.push(
      ...found.map(({ path, key, message, hint }) => ({ file, ...(key === true ? source.atKey(path) : source.at(path)), message, hint })),
    );
  if (readable === undefined) return { diagnostics };

  const matrix = checkMatrix(readable);
  report(matrix.findings);
  // What else is wrong is said at once; only what cannot be known with such a matrix is left for the next time.
  const { cases, findings } = matrix.canExpand ? expand(id, readable) : { cases: [], findings: [] };
  report(findings.filter(({ path }) => path[0] !== 'steps' || !matrix.unclear.has(Number(path[1]))));
  report(checkIds(cases.map((one) => one.id)));
  const { claims, findings: ofClaims } = await checkClaims(readable.claims, { scenario: id, matrix: readable.matrix, cases, sources });
  report(ofClaims);
  if (diagnostics.length > 0 || !checked.success) return { diagnostics };
  const { exclude: excluded, steps: _steps, ...rest } = checked.data;
  return { scenario: { ...rest, id, file, excluded, cases, claims }, diagnostics };
}

/** What can still be checked of a file whose other parts are wrong; nothing if the steps or the matrix are. */
function readableParts(data: unknown, broken: ReadonlySet<PropertyKey | undefined>): ScenarioFile | undefined {
  if (typeof data !== 'object' || data === null || broken.has('matrix') || broken.has('steps') || broken.has('exclude')) return undefined;
  const { matrix = {}, exclude = [], steps, claims = [] } = data as Partial<ScenarioFile>;
  const placeholder = { title: 'x', question: 'x', matrix, exclude, steps, claims: broken.has('claims') ? [] : claims };
  return ScenarioFile.safeParse(placeholder).data;
}

/** What is wrong with the matrix, the steps of which it cannot be known what they are, and whether there are cases all the same. */
function checkMatrix({ matrix, exclude, steps }: ScenarioFile): { findings: Finding[]; unclear: ReadonlySet<number>; canExpand: boolean } {
  const names = Object.keys(matrix);
  const uses = usesOf(steps, ['steps']);
  const unknown = uses.filter(({ name }) => matrix[name] === undefined);
  const found: Finding[] = unknown.map(({ path, name }) => {
    const suggestion = didYouMean(name, names);
    const hint =
      names.length > 0
        ? `It has ${oneOf(names)}. The text itself is written $$${name}.`
        : `Add one (matrix: { ${name}: [...] }), or write $$${name} for the text itself.`;
    return {
      path,
      message: `The matrix has no '${name}'.${suggestion === undefined ? '' : ` Did you mean '$${suggestion.slice(14, -2)}'?`}`,
      hint,
    };
  });
  for (const [name, values] of Object.entries(matrix)) {
    if (!uses.some((use) => use.name === name)) {
      found.push({
        path: ['matrix', name],
        key: true,
        message: `No step uses $${name}: its cases would all be the same.`,
        hint: `Write $${name} in a step, or take it out.`,
      });
    }
    values.forEach((value, index) => {
      if (values.indexOf(value) < index) found.push({ path: ['matrix', name, index], message: `The value '${value}' is here twice.` });
    });
  }
  const count = countChoices(matrix);
  const isTooLarge = count > limits.cases;
  if (isTooLarge) {
    found.push({
      path: ['matrix'],
      message: `This matrix makes ${count} cases; a scenario can have ${limits.cases}.`,
      hint: 'Ask fewer questions in one scenario.',
    });
  }
  const ofExclusions = isTooLarge ? [] : checkExclusions(matrix, exclude);
  return {
    findings: [...found, ...ofExclusions],
    unclear: new Set(unknown.map(({ path }) => Number(path[1]))),
    canExpand: !isTooLarge && ofExclusions.length === 0 && Object.values(matrix).every((values) => new Set(values).size === values.length),
  };
}

function checkExclusions(matrix: ScenarioFile['matrix'], exclude: ScenarioFile['exclude']): Finding[] {
  const found = exclude.flatMap((exclusion, index) =>
    Object.entries(exclusion.with).flatMap(([name, value]) => checkChoice(name, [value], matrix, ['exclude', index, 'with'])),
  );
  if (found.length > 0) return found;
  if (!choices(matrix).some((choice) => !exclude.some((exclusion) => matches(choice, exclusion.with)))) {
    return [{ path: ['exclude'], key: true, message: 'This excludes every case.' }];
  }
  return [];
}

/** Two values that differ only in characters that an id cannot have make the same id. */
function checkIds(ids: readonly string[]): Finding[] {
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  const long = ids.find((id) => id.length > limits.caseId);
  const found: Finding[] = [];
  if (twice !== undefined)
    found.push({
      path: ['matrix'],
      message: `Two cases would be called '${twice}'.`,
      hint: 'Write values of the matrix that differ in letters, digits, - or _.',
    });
  if (long !== undefined)
    found.push({
      path: ['matrix'],
      message: `The id of a case would have ${long.length} characters; it can have ${limits.caseId}.`,
      hint: 'Write shorter values.',
    });
  return found;
}
