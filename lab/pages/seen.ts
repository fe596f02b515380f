import { compare } from '../atlas/order.ts';
import { decisiveOutcomes } from '../atlas/tally.ts';
import type { Returned } from '../atlas/tally.ts';
import { anyOf } from '../prose.ts';
import { code } from './markdown.ts';

/** More outcomes than this in one cell, such as the counts of a write that was cut short, tell a reader nothing. */
const mostShown = 4;

/**
 * What was seen, as markdown for a table's cell: `ECONNRESET` if nothing else was; `ECONNRESET`, back-to-back sometimes `EOF` if only trials without
 * pauses differ; sometimes `ECONNRESET`, sometimes `EOF` if it is flaky. How often each was seen is chance, and told by `timing.md` alone.
 */
export function seenText(returned: Returned): string {
  const decisive = decisiveOutcomes(returned).toSorted(compare);
  if (decisive.length === 0) return '–';
  const others = [...returned['back-to-back'].keys()].filter((outcome) => !decisive.includes(outcome)).toSorted(compare);
  const [only] = decisive;
  const texts = decisive.length === 1 && only !== undefined ? [code(only)] : shown(decisive).map((text) => `sometimes ${text}`);
  return [...texts, ...(others.length === 0 ? [] : [`back-to-back sometimes ${anyOf(shown(others))}`])].join(', ');
}

function shown(outcomes: readonly string[]): string[] {
  if (outcomes.length <= mostShown) return outcomes.map(code);
  return [...outcomes.slice(0, mostShown - 1).map(code), 'something else'];
}
