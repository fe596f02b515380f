import type { JSX } from 'preact';
import { addressOf } from '../route/route.ts';
import { piecesOf } from './inline.ts';
import type { Piece } from './inline.ts';

/** One line of markdown as the other pages have it. Links to those lead to this page's view of the same, or with `asPages` to them. */
export function Prose({ text, asPages }: { text: string; asPages?: boolean }): JSX.Element {
  return (
    <>
      {piecesOf(text).map((piece, index) => (
        <PiecePart key={index} piece={piece} asPages={asPages === true} />
      ))}
    </>
  );
}

function PiecePart({ piece, asPages }: { piece: Piece; asPages: boolean }): JSX.Element {
  switch (piece.kind) {
    case 'code':
      return <code>{piece.text}</code>;
    case 'strong':
      return <strong>{piece.text}</strong>;
    case 'emphasis':
      return <em>{piece.text}</em>;
    case 'link':
      return <a href={asPages ? pageOf(piece.address) : hereOf(piece.address)}>{piece.text}</a>;
    case 'text':
      return <>{piece.text}</>;
    default:
      return piece satisfies never;
  }
}

/** Pages that this one has a view of. */
const views: [RegExp, string][] = [
  [/^(?:\.\.\/)?scenarios\/([^/]+)\.md$/, 'scenario'],
  [/^(?:\.\.\/)?groups\/([^/]+)\.md$/, 'group'],
  [/^(?:\.\.\/)?calls\/([^/]+)\.md$/, 'call'],
  [/^(?:\.\.\/)?outcomes\/([^/]+)\.md$/, 'outcome'],
];

function hereOf(address: string): string {
  for (const [pattern, view] of views) {
    const id = pattern.exec(address)?.[1];
    if (id !== undefined) return addressOf([view, id]);
  }
  return safe(address);
}

/** A page of the same report, or an address of the web. */
function pageOf(address: string): string {
  return /^[a-z-]+\/[^/:]+\.md$/.test(address) ? address : safe(address);
}

/** An address of the web, or none: whatever else a contributed text calls an address is not followed. */
export function safe(address: string): string {
  return /^https?:\/\//i.test(address) ? address : '#/';
}
