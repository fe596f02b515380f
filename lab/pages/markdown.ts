import { markdownTable } from 'markdown-table';
import stringWidth from 'string-width';

/**
 * Text as markdown that renders as just this text, on one line, wherever it stands: in a sentence, a table's cell or the text of a link. What would
 * make markup, HTML, a link or a mention is written as an entity, since a backslash means different things in different places.
 */
export function escape(text: string): string {
  // Most texts are plain words, and a report escapes a hundred thousand.
  if (/^[A-Za-z(][A-Za-z0-9 (),;']*$/.test(text)) return text.trim();
  return oneLine(text)
    .replaceAll(/[&<>|`*[\]\\~@]/g, entity)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '&#95;')
    .replaceAll(/:(?=\/\/)/g, '&#58;')
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`)
    .replace(/^(?=[#+-])/, '&#8203;')
    .replace(/^([0-9]+)([.)])/, '$1&#8203;$2');
}

/** Text as code, such as an outcome or a command. Text that could end the code early is escaped instead. */
export function code(text: string): string {
  const line = oneLine(text);
  return line.includes('`') || line === '' ? escape(line) : `\`${line}\``;
}

/** A link. `text` is markdown; an address that is not of the web or this repository becomes none. */
export function link(text: string, address: string): string {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase();
  if ((scheme !== undefined && scheme !== 'https' && scheme !== 'http') || address.startsWith('//')) return text;
  return `[${text}](${address
    .replaceAll(/[\s()<>|\\`"]/g, encodeURIComponent)
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')})`;
}

/** Characters of a table from which on aligning its columns makes a file large and helps nobody who reads it as text. */
const mostAligned = 20_000;

/** A line longer than this is no easier to read for being aligned. */
const mostWidth = 400;

/** A table, with aligned columns unless it is very large or wide. Cells are markdown; a bar in them (it may stand in code) is escaped as tables need it. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => oneLine(cell).replaceAll('|', '\\|')));
  // As long as it would be without padding: bars, spaces and line ends counted.
  const compact = cells.reduce((sum, row) => row.reduce((length, cell) => length + cell.length + 3, sum + 2), header.length * 4 + 1);
  const aligned = compact > mostAligned ? '' : markdownTable(cells, { stringLength: widthOf });
  return aligned === '' || aligned.indexOf('\n') > mostWidth ? markdownTable(cells, { alignDelimiters: false }) : aligned;
}

/** Columns of a terminal that a text fills: one a character, but for wide ones and those without any. */
function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

/** How a generated page begins that comes from all of what is stored. */
export const generated = '<!-- Generated from scenarios/ and reports/results/ by: npm run lab -- report. Do not edit. -->';

/** A page's parts with one empty line between them; empty parts are left out. */
export function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A bulleted list of markdown lines. */
export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** Without line breaks and control characters, and without the invisible ones that reverse the direction of text. */
function oneLine(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.trim();
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
}
