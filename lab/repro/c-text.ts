/** A C string literal. Bytes outside printable ASCII are written in octal, which never swallows the character behind it. */
export function literal(text: string): string {
  let inside = '';
  for (const byte of Buffer.from(text)) {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === '\\') inside += `\\${char}`;
    // `??=` and its like are trigraphs in C99.
    else if (char === '?') inside += '\\?';
    else if (byte >= 0x20 && byte < 0x7f) inside += char;
    else inside += `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `"${inside}"`;
}

/** Names that a variable must not have in C: keywords, and what the headers call functions. */
const taken = new Set(
  `auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed
  sizeof static struct switch typedef union unsigned void volatile while asm typeof linux unix main
  accept bind close connect dup exit fork kill listen open pipe poll read recv recvmsg select send sendmsg sendto shutdown signal socket splice
  write readv writev sendfile alarm link unlink pause sleep remove rename index stdin stdout stderr errno environ time buffer my_answers message_flags got_sigpipe got_sigurg got_sigio got_sigusr1 text buffer`.split(
    /\s+/,
  ),
);

/** Names of a scenario as C can have them, and none of the `reserved` ones. Different names stay different. */
export function identifiers(names: readonly string[], reserved: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  const used = new Set<string>();
  for (const name of new Set(names)) {
    const plain = name.replaceAll('-', '_');
    let own = taken.has(plain) || reserved.has(plain) ? `${plain}_fd` : plain;
    while (used.has(own)) own += '_';
    used.add(own);
    found.set(name, own);
  }
  return found;
}

/** A scenario's text in ASCII, as a terminal and a compiler take it wherever they run. */
export function ascii(text: string): string {
  return text.replaceAll('→', '->').replaceAll('×', 'x').replaceAll('…', '...');
}

/** A comment of these paragraphs, in lines of at most `width` characters. An empty paragraph is an empty line; one that begins with a space keeps its indentation. */
export function blockComment(paragraphs: readonly string[], width = 100): string {
  const lines = paragraphs.flatMap((paragraph) => wrap(safe(paragraph), width - 3));
  return ['/*', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}

/** A comment before a step: on one line if it fits. */
export function stepComment(text: string, indent: string, width = 100): string {
  const lines = wrap(safe(text), width - indent.length - 6);
  if (lines.length === 1) return `${indent}/* ${lines[0]} */`;
  return [`${indent}/*`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join('\n');
}

/** A comment must not end before its end, nor seem to begin again. */
function safe(text: string): string {
  return text.replaceAll('*/', '* /').replaceAll('/*', '/ *');
}

function wrap(paragraph: string, width: number): string[] {
  const indent = /^ */.exec(paragraph)?.[0] ?? '';
  const hanging = /^ *(?:[0-9]+\. |- )/.exec(paragraph)?.[0].length ?? indent.length;
  const lines: string[] = [];
  let line = indent;
  for (const word of paragraph.trim().split(/(?<=\S)\s/)) {
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${' '.repeat(hanging)}${word}`;
    } else {
      line = isFirst ? `${line}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
