import { parseQuery } from './query.ts';
import type { Query, Term } from './query.ts';
import { readLine } from './read-line.ts';
import type { Reading } from './reading.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What somebody typed or pasted into the box, understood. */
export interface Understood {
  query: Query;
  /** Set if it was read as a line of a log. */
  reading: Reading | undefined;
  /** What was left out of the query because nothing is measured there, as sentences. */
  notes: readonly string[];
}

/**
 * Reads what is in the box: a query if every word of it is one, else a line of a log if an error can be read in it, else a query with words to look for in
 * titles. What a line says of systems that nobody measured is left out, and said.
 */
export function understand(text: string, vocabulary: Vocabulary): Understood {
  const query = parseQuery(text, vocabulary);
  const isQuery = query.problems.length > 0 || query.terms.every(({ key }) => key !== 'text');
  const reading = readLine(text, vocabulary);
  const says = reading.outcome !== undefined || reading.madeUp !== undefined;
  if ((isQuery && query.terms.length > 0) || !says)
    return { query: { ...query, problems: says ? [] : query.problems }, reading: undefined, notes: [] };
  const measured = new Set(vocabulary.systems.map(({ kernel }) => kernel));
  const on = reading.on.filter((kernel) => measured.has(kernel));
  const terms: Term[] = [
    ...term('call', reading.call),
    ...term('outcome', reading.outcome),
    ...term('link', reading.link),
    ...term('on', on.length === 0 ? undefined : on.join(',')),
  ];
  const notes =
    reading.on.length > 0 && on.length === 0
      ? [
          `Nobody has measured ${reading.on.length > 2 ? 'one of these systems' : reading.on.join(' or ')} yet: what follows was measured on others.`,
        ]
      : [];
  return { query: { terms, problems: [] }, reading, notes };
}

function term(key: Term['key'], value: string | undefined): Term[] {
  return value === undefined ? [] : [{ key, value, not: false }];
}
