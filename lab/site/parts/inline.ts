/** A piece of one line of our own markdown. */
export type Piece = { kind: 'text' | 'code' | 'emphasis' | 'strong'; text: string } | { kind: 'link'; text: string; address: string };

/**
 * Reads what lab/pages/markdown.ts writes on one line: text with entities for whatever could be markup, `code`, *emphasis*, **strong** and links. Nothing in it
 * becomes an element by its own doing: these are words, for a renderer that escapes them.
 */
export function piecesOf(markdown: string): Piece[] {
  const pieces: Piece[] = [];
  const pattern = /`([^`]*)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[((?:[^\]\\]|\\.)*)\]\(([^)]*)\)/g;
  let from = 0;
  for (const found of markdown.matchAll(pattern)) {
    if (found.index > from) pieces.push({ kind: 'text', text: plain(markdown.slice(from, found.index)) });
    const [all, code, strong, emphasis, text, address] = found;
    if (code !== undefined) pieces.push({ kind: 'code', text: code });
    else if (strong !== undefined) pieces.push({ kind: 'strong', text: plain(strong.replaceAll('`', '')) });
    else if (emphasis !== undefined) pieces.push({ kind: 'emphasis', text: plain(emphasis) });
    else pieces.push({ kind: 'link', text: plain((text ?? '').replaceAll('`', '')), address: address ?? '' });
    from = found.index + all.length;
  }
  if (from < markdown.length) pieces.push({ kind: 'text', text: plain(markdown.slice(from)) });
  return pieces;
}

/** Entities as the characters that they stand for. */
function plain(text: string): string {
  return text.replaceAll(/&#([0-9]+);/g, (_all, code: string) => String.fromCodePoint(Number(code))).replaceAll('\u200b', '');
}
