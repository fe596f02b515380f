import { withoutBytes } from '../atlas/bytes.ts';
import { compare } from '../atlas/order.ts';
import { decisiveOutcomes } from '../atlas/tally.ts';
import type { Returned } from '../atlas/tally.ts';
import { grouped } from '../grouped.ts';
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
  const usual = shown(decisive);
  const texts = usual.length === 1 ? usual : usual.map((text) => `sometimes ${text}`);
  return [...texts, ...(others.length === 0 ? [] : [`back-to-back sometimes ${anyOf(shown(others))}`])].join(', ');
}

function shown(outcomes: readonly string[]): string[] {
  const texts = outcomeTexts(new Map(outcomes.map((outcome) => [outcome, 1]))).map(([text]) => text);
  return texts.length <= mostShown ? texts : [...texts.slice(0, mostShown - 1), 'something else'];
}

/** From so many sorts of bytes on, which of them came with one count is chance, and only that they differ is told. */
const manySorts = 3;

/** Outcomes as markdown, with how often each was seen, in their order; those that differ in nothing but their bytes are one if they are many. */
export function outcomeTexts(counts: ReadonlyMap<string, number>): [text: string, times: number][] {
  const byCount = grouped([...counts], ([outcome]) => withoutBytes(outcome));
  return [...byCount].flatMap(([alone, alike]): [string, number][] => {
    if (alike.length < manySorts) return alike.map(([outcome, times]) => [code(outcome), times]);
    return [[`${code(alone)} with bytes that vary`, alike.reduce((sum, [, times]) => sum + times, 0)]];
  });
}
