import { isCollection, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Range, YAMLError } from 'yaml';
import type { Diagnostic, Position } from './diagnostic.ts';
import { findTooDeep, deepest } from './nesting.ts';
import { toData } from './yaml-data.ts';
import type { Surprise } from './yaml-data.ts';

/** The way to a value: keys and indices from the top. */
export type Path = readonly PropertyKey[];

/** A YAML file that was read without an error: its data, and where in the text each part of it stands. */
export interface YamlSource {
  file: string;
  data: unknown;
  /** Where the value at `path` stands; if there is none, its nearest parent. */
  at(path: Path): Position;
  /** Where the last key of `path` stands. */
  atKey(path: Path): Position;
}

/** One forgotten bracket can make thousands of errors; those after the first few are its echo. */
const mostSyntaxErrors = 10;

/** More findings about one file than anybody reads; finding the place of each takes time. */
export const mostFindings = 100;

/** Reads YAML text. There is a `source` exactly when there are no diagnostics. */
export function parseYaml(file: string, text: string): { source?: YamlSource; diagnostics: Diagnostic[] } {
  const where = (start: number, end: number): Position => positionIn(text, start, end);
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    return { diagnostics: [{ file, ...where(tooDeep, tooDeep + 1), message: `This is nested more than ${deepest} levels deep.` }] };
  }
  // Failsafe makes every scalar a text as it was written: what it means is then for toData to say. So are keys that are there twice, which
  // the parser looks for in a time that grows with the square of their number.
  const document = parseDocument(text, { prettyErrors: false, version: '1.2', schema: 'failsafe', uniqueKeys: false, logLevel: 'error' });
  const all = [...document.errors, ...document.warnings];
  const tabs = all.filter((error) => error.code === 'TAB_AS_INDENT');
  const syntax = (tabs.length > 0 ? tabs : all).slice(0, mostSyntaxErrors);
  // After a syntax error the rest of the tree is a guess: more findings about it would only confuse.
  if (syntax.length > 0) return { diagnostics: syntax.map((error) => ({ file, ...where(error.pos[0], error.pos[1]), ...explain(error) })) };
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    return { diagnostics: [{ file, ...where(0, 1), message: 'Only YAML 1.2 is read here.', hint: 'Take the %YAML line out.' }] };
  }
  const surprises: Surprise[] = [];
  const data = toData(document.contents, (surprise) => surprises.push(surprise));
  const diagnostics = surprises
    .slice(0, mostFindings)
    .map(({ start, end, message, hint }) => ({ file, ...where(start, end), message, hint }));
  if (diagnostics.length > 0) return { diagnostics };
  if (data === null) return { diagnostics: [{ file, line: 1, column: 1, length: 0, message: 'The file is empty.' }] };
  const rangeOf = (range: Range | null | undefined): Position => (range ? where(range[0], range[1]) : where(0, 0));
  return {
    source: {
      file,
      data,
      at: (path) => rangeOf(nodeAt(document, path)?.range),
      atKey: (path) => rangeOf(keyAt(document, path)?.range),
    },
    diagnostics,
  };
}

/** Says in our words what the parser found, where its own are about the grammar. */
function explain(error: YAMLError): { message: string; hint?: string | undefined } {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'A tab is not allowed as indentation in YAML.', hint: 'Use two spaces for each level.' };
    case 'MULTIPLE_DOCS':
      return { message: 'A file holds one document.', hint: 'Take the line --- and what follows it out.' };
    case 'TAG_RESOLVE_FAILED':
      return { message: 'Tags (!name) are not read here.', hint: 'Take it out; put text in quotes if it looks like a number.' };
    default: {
      const line = error.message.split('\n', 1)[0] ?? '';
      return { message: `This is not YAML: ${line}${/[.!?]$/.test(line) ? '' : '.'}` };
    }
  }
}

function positionIn(text: string, from: number, end: number): Position {
  const start = Math.min(from, text.length);
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line++;
  const newline = text.indexOf('\n', lineStart);
  const shown = text.slice(lineStart, newline === -1 ? text.length : newline).replace(/\r$/, '');
  return { line, column: start - lineStart + 1, length: Math.max(1, Math.min(end, lineStart + shown.length) - start), text: shown };
}

function nodeAt(document: Document, path: Path): Node | undefined {
  let node: unknown = document.contents;
  for (const key of path) {
    const next: unknown = isCollection(node) ? node.get(isSeq(node) ? key : String(key), true) : undefined;
    if (!isNode(next)) break;
    // A key without a value has an empty node just behind it; the key is what a reader looks for.
    if (isScalar(next) && next.range && next.range[0] === next.range[1] && isMap(node)) return keyIn(node, key) ?? next;
    node = next;
  }
  return isNode(node) ? node : undefined;
}

function keyAt(document: Document, path: Path): Node | undefined {
  const parent = nodeAt(document, path.slice(0, -1));
  return keyIn(parent, path.at(-1)) ?? parent;
}

function keyIn(node: unknown, key: PropertyKey | undefined): Node | undefined {
  if (!isMap(node)) return undefined;
  const found = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))?.key;
  return isNode(found) ? found : undefined;
}
