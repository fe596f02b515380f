import type { Piece, Traits } from './piece.ts';
import { addresses } from './pieces/addresses.ts';
import { harness } from './pieces/harness.ts';
import { messages } from './pieces/messages.ts';
import { options } from './pieces/options.ts';
import { pairs } from './pieces/pairs.ts';
import { processes } from './pieces/processes.ts';
import { threads } from './pieces/threads.ts';
import { transfers } from './pieces/transfers.ts';
import { verdict } from './pieces/verdict.ts';
import { watching } from './pieces/watching.ts';

/** In an order in which each stands behind what it needs. */
const all: readonly Piece[] = [
  ...harness,
  ...addresses,
  ...pairs,
  ...transfers,
  ...messages,
  ...options,
  ...watching,
  ...threads,
  ...processes,
  ...verdict,
];
const everything: Traits = {
  threads: true,
  timers: true,
  choices: true,
  anyCount: true,
  signals: [],
  processes: [],
  families: new Set(),
};
const byName = new Map(all.map((piece) => [piece.name, piece]));

/** These pieces and all that they rest on, in order. Throws for a name that is none: that is a bug of a call's emitter. */
export function piecesFor(names: Iterable<string>): Piece[] {
  const wanted = new Set<Piece>();
  const want = (name: string): void => {
    const piece = byName.get(name);
    if (piece === undefined) throw new Error(`There is no piece '${name}'.`);
    if (wanted.has(piece)) return;
    wanted.add(piece);
    for (const other of piece.needs ?? []) want(other);
  };
  for (const name of names) want(name);
  return all.filter((piece) => wanted.has(piece));
}

/** What pieces call their functions and variables, and no variable of a program may be called. */
export const reservedNames: ReadonlySet<string> = new Set(
  all.flatMap((piece) =>
    [...piece.text(everything).matchAll(/^(?:static|struct) [^\n(=;[]*?\b(\w+)(?:\(|\[|;| =|,)/gm)].map(([, name]) => name ?? ''),
  ),
);
