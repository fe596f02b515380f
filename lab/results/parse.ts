import { parseOutcome } from './outcome.ts';
import { resultSchemaVersion, type Result } from './result.ts';
import { readPlain } from './plain-case.ts';
import { StoredCase, StoredResult } from './stored.ts';

type Case = Result['cases'][string];

/** Lines of result files that were read before, with the case that each is. Most systems see the same in most cases, and so share these objects. */
export type KnownLines = Map<string, { id: string; case: Case }>;

/**
 * Reads the text of a result file. A line that `known` has is not looked at again; other lines are checked and added to it. A file that is not in the
 * form which the lab writes, or in which anything is wrong, is read as a whole: slower, and with the reason. Of one that is in that form, only the cases
 * that `wanted` has are read, where it is given. Never throws.
 */
export function parseResult(text: string, known: KnownLines, wanted?: ReadonlySet<string>): { result: Result } | { problem: string } {
  const result = parseLines(text, known, wanted);
  return result === undefined ? parseWhole(text) : { result };
}

const casesStart = '\n"cases": {\n';
const casesEnd = '\n}\n}\n';

function parseLines(text: string, known: KnownLines, wanted: ReadonlySet<string> | undefined): Result | undefined {
  const start = text.indexOf(casesStart);
  if (start < 0 || !text.endsWith(casesEnd)) return undefined;
  const head = StoredResult.safeParse(parsed(`${text.slice(0, start)}\n"cases": {}\n}`));
  if (!head.success) return undefined;
  const cases: Result['cases'] = {};
  let previous = '';
  for (let from = start + casesStart.length; from < text.length - casesEnd.length + 1;) {
    const end = text.indexOf('\n', from);
    const isLast = end === text.length - casesEnd.length;
    if (!isLast && text[end - 1] !== ',') return undefined;
    const line = text.slice(from, isLast ? end : end - 1);
    from = end + 1;
    if (wanted?.has(line.slice(1, line.indexOf('"', 1))) === false) continue;
    const one = known.get(line) ?? learn(line, known);
    // The lab writes ids in order: one that comes twice, or a name that objects give a meaning of their own, is for the slow way.
    if (one === undefined || one.id <= previous || one.id === '__proto__') return undefined;
    previous = one.id;
    cases[one.id] = one.case;
  }
  return { ...head.data, cases };
}

function learn(line: string, known: KnownLines): { id: string; case: Case } | undefined {
  const data = parsed(`{${line}}`);
  const [entry, ...others] = typeof data === 'object' && data !== null ? Object.entries(data) : [];
  if (entry === undefined || others.length > 0 || entry[0].length > 200) return undefined;
  const read = readPlain(entry[1]) ?? StoredCase.safeParse(entry[1]).data;
  if (read === undefined || misspelt(entry[0], read) !== undefined) return undefined;
  const one = { id: entry[0], case: read };
  // A copy: a slice would keep the text of the whole file in memory.
  known.set(Buffer.from(line).toString(), one);
  return one;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseWhole(text: string): { result: Result } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problem: `not JSON: ${(error as Error).message}` };
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version !== resultSchemaVersion) {
    const versions = `it is a result file of version ${version}, and this lab reads version ${resultSchemaVersion}`;
    return { problem: `schemaVersion: ${versions}: use the lab that wrote it` };
  }
  const checked = StoredResult.safeParse(json);
  if (!checked.success) return { problem: firstIssue(checked.error) };
  for (const [id, one] of Object.entries(checked.data.cases)) {
    const problem = misspelt(id, one);
    if (problem !== undefined) return { problem };
  }
  return { result: checked.data };
}

/** The first outcome of a case that is spelled like none: no page could say what happened there. */
function misspelt(id: string, { traces }: Pick<Case, 'traces'>): string | undefined {
  for (const { outcomes } of traces) {
    const step = outcomes.findIndex((outcome) => !isSpelled(outcome));
    if (step >= 0)
      return `cases.${id}: its step ${step + 1} has the outcome ${JSON.stringify(outcomes[step])}, and no outcome is spelled like that`;
  }
  return undefined;
}

/** Spellings that were found right: few, and each of them comes a thousand times. */
const spelled = new Set<string>();

function isSpelled(outcome: string): boolean {
  if (spelled.has(outcome)) return true;
  const isRight = parseOutcome(outcome) !== undefined;
  if (isRight) spelled.add(outcome);
  return isRight;
}

/** Where in a document what is wrong, in a sentence. */
export function firstIssue(error: { issues: { path: PropertyKey[]; message: string }[] }): string {
  const [first] = error.issues;
  return first === undefined ? 'not a result' : `${first.path.map(String).join('.') || 'the document'}: ${first.message}`;
}
