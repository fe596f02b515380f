/** A place in a file: a line and column from 1, and how many characters of that line it covers. */
export interface Position {
  line: number;
  column: number;
  length: number;
  /** The text of the line, for the frame. Left out where there is no text to show. */
  text?: string | undefined;
}

/** One thing that is wrong in one file, as data. `formatDiagnostic` is the only place that knows how it looks. */
export interface Diagnostic extends Position {
  /** Path as the user would type it. */
  file: string;
  /** What is wrong, in whole sentences. */
  message: string;
  /** What to do about it, where the message does not say it already. */
  hint?: string | undefined;
}

/** Width of a source frame, so that it does not wrap in a terminal of 100 columns. */
const frameWidth = 90;

/** A finding about a whole file: it points at the file's first character. */
export function aboutFile(file: string, message: string, hint?: string): Diagnostic {
  return { file, line: 1, column: 1, length: 0, message, hint };
}

/** By file, then by place, then by text; equal findings once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map(diagnostics.map((one) => [JSON.stringify([one.file, one.line, one.column, one.message]), one]));
  return [...unique.values()].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

/** `file:line:column: message` (editors and CI make a link of it), a frame of the source with carets, and the hint. No newline at the end. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, message, hint } = diagnostic;
  const lines = [`${printable(file)}:${line}:${column}: ${printable(message)}`];
  if (diagnostic.text !== undefined && diagnostic.length > 0) lines.push(...frame(diagnostic, diagnostic.text));
  if (hint !== undefined) lines.push(`  ${printable(hint)}`);
  return lines.join('\n');
}

/** The same as a command of GitHub Actions, which shows it beside the line in a pull request. */
export function formatForGitHub({ file, line, column, message, hint }: Diagnostic): string {
  const text = hint === undefined ? message : `${message} ${hint}`;
  return `::error file=${escapeProperty(file)},line=${line},col=${column}::${escapeData(text)}`;
}

function frame({ line, column, length }: Position, text: string): string[] {
  const start = Math.max(0, Math.min(column - 1 - 20, text.length - frameWidth));
  const cut = printable(text.slice(start, start + frameWidth));
  const indent = column - 1 - start;
  const carets = '^'.repeat(Math.max(1, Math.min(length, cut.length - indent)));
  const number = String(line);
  return [
    `  ${number} | ${start > 0 ? '…' : ''}${cut}`,
    `  ${' '.repeat(number.length)} | ${' '.repeat(indent + (start > 0 ? 1 : 0))}${carets}`,
  ];
}

/** Control characters would move the cursor or change colours: a file must not be able to write to the terminal. */
function printable(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, '\u{FFFD}');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
