import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../failure.ts';
import type { Places } from '../root.ts';
import { checkCall, type CheckedCall } from '../scenario/check-call.ts';
import { aboutFile, formatDiagnostic, sortDiagnostics, type Diagnostic } from '../scenario/diagnostic.ts';
import { replaceDollars } from '../scenario/dollar.ts';
import { scenarioIdProblem, scenarioNames } from '../scenario/id.ts';
import { describeIssues, type Finding } from '../scenario/issues.ts';
import { readText } from '../scenario/read-text.ts';
import { shownPath } from '../scenario/shown-path.ts';
import { parseYaml, type Path } from '../scenario/source.ts';
import { didYouMean, oneOf } from '../scenario/suggest.ts';
import { AlphabetFile } from './alphabet-schema.ts';
import { hashOfAlphabet, type Alphabet, type Letter } from './alphabet.ts';
import { namesOf } from './letter-rules.ts';

/** Where alphabets lie. */
function alphabetFolder(places: Places): string {
  return join(places.scenarios, 'alphabets');
}

/**
 * All alphabets, each as often as it has links: by file, then in the file's order. What is wrong with the files is in `diagnostics`, and such a file is left
 * out of the rest.
 */
export async function readAlphabets(places: Places): Promise<{ alphabets: Alphabet[]; diagnostics: Diagnostic[] }> {
  const folder = alphabetFolder(places);
  const names = scenarioNames(await readdir(folder).catch((): string[] => []));
  const read = names.map((name) => {
    const id = name.replace(/\.ya?ml$/i, '');
    const file = shownPath(places, join(folder, name));
    const problem = scenarioIdProblem(id);
    const text = readText(join(folder, name), file);
    if ('diagnostic' in text) return { alphabets: [], diagnostics: [text.diagnostic] };
    const checked = checkAlphabet(id, file, text.text);
    return problem === undefined ? checked : { alphabets: [], diagnostics: [aboutFile(file, problem), ...checked.diagnostics] };
  });
  return {
    alphabets: read.flatMap((one) => one.alphabets),
    diagnostics: sortDiagnostics(read.flatMap((one) => one.diagnostics)),
  };
}

/** All alphabets. Throws a `bad-request` with everything that is wrong with their files. */
export async function loadAlphabets(places: Places): Promise<Alphabet[]> {
  const { alphabets, diagnostics } = await readAlphabets(places);
  if (diagnostics.length > 0) {
    throw new LabError('bad-request', diagnostics.map(formatDiagnostic).join('\n\n'), 'npm run lab -- check');
  }
  return alphabets;
}

/** Reads one alphabet from its text: once for each of its links, or everything that is wrong with it. */
export function checkAlphabet(name: string, file: string, text: string): { alphabets: Alphabet[]; diagnostics: Diagnostic[] } {
  const { source, diagnostics } = parseYaml(file, text);
  if (source === undefined) return { alphabets: [], diagnostics };
  const checked = AlphabetFile.safeParse(source.data);
  if (!checked.success) return { alphabets: [], diagnostics: describeIssues(checked.error.issues, AlphabetFile, source) };
  const found: Finding[] = unknownLetters(checked.data);
  const alphabets = Object.keys(checked.data.links).map((link) => onLink(name, checked.data, link, (finding) => found.push(finding)));
  const problems = found.map(({ path, key, message, hint }) => ({
    file,
    ...(key === true ? source.atKey(path) : source.at(path)),
    message,
    hint,
  }));
  return problems.length > 0 ? { alphabets: [], diagnostics: sortDiagnostics(problems) } : { alphabets, diagnostics: [] };
}

/** Letters that are named and not there. */
function unknownLetters({ letters, links, flows }: AlphabetFile): Finding[] {
  const known = Object.keys(letters);
  const check = (names: readonly string[], base: Path): Finding[] =>
    names.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [{ path: [...base, index], message: `There is no letter '${name}'. ${didYouMean(name, known) ?? `There are ${oneOf(known)}.`}` }],
    );
  return [
    ...Object.entries(links).flatMap(([link, { without }]) => check(without, ['links', link, 'without'])),
    ...flows.flatMap(({ sends, receives }, index) => [
      ...check(sends, ['flows', index, 'sends']),
      ...check(receives, ['flows', index, 'receives']),
    ]),
  ];
}

function onLink(name: string, file: AlphabetFile, link: string, report: (finding: Finding) => void): Alphabet {
  const { pacing, extra, inFlight, without } = file.links[link] ?? { pacing: 'settled', extra: 0, without: [] };
  const resolve = (step: unknown, path: Path): CheckedCall[] => {
    const result = checkCall(replaceDollars(step, { link }), path);
    if ('findings' in result) {
      for (const finding of result.findings) report(finding);
      return [];
    }
    for (const key of ['in', 'async', 'label'] as const) {
      if (result.args[key] !== undefined)
        report({ path: [...path, key], key: true, message: `A letter is made by one process and awaited: it cannot have '${key}'.` });
    }
    return [result];
  };
  const setup = file.setup.flatMap((step, index) => resolve(step, ['setup', index]));
  const letters = Object.entries(file.letters)
    .filter(([letter]) => !without.includes(letter))
    .map(([letter, calls]): Letter => ({
      name: letter,
      calls: Array.isArray(calls)
        ? calls.flatMap((step, index) => resolve(step, ['letters', letter, index]))
        : resolve(calls, ['letters', letter]),
    }));
  unmadeNames(setup, letters, report);
  const positions = (names: readonly string[]): number[] =>
    names.flatMap((one) => {
      const index = letters.findIndex((letter) => letter.name === one);
      return index === -1 ? [] : [index];
    });
  const flows = file.flows.map(({ sends, receives }) => ({ sends: positions(sends), receives: positions(receives) }));
  const alphabet = { name, title: file.title, link, pacing, extra, inFlight, setup, letters, flows };
  return { ...alphabet, hash: hashOfAlphabet(alphabet) };
}

/** Descriptors that nothing makes: a letter that uses one could never be asked. */
function unmadeNames(setup: readonly CheckedCall[], letters: readonly Letter[], report: (finding: Finding) => void): void {
  const made = [...setup, ...letters.flatMap(({ calls }) => calls)].flatMap((call) => namesOf(call).makes);
  for (const { name, calls } of letters) {
    const own = new Set(calls.flatMap((call) => namesOf(call).makes));
    for (const missing of calls.flatMap((call) => namesOf(call).needs).filter((one) => !made.includes(one) && !own.has(one))) {
      const message = `Nothing makes the descriptor '${missing}': this letter could never be asked. ${didYouMean(missing, made) ?? ''}`;
      report({ path: ['letters', name], message: message.trimEnd() });
    }
  }
}
