import { code } from './markdown.ts';
import { outcomesOf, ranked, trialsIn } from '../atlas/tally.ts';
import type { Tally } from '../atlas/tally.ts';

/** More outcomes than this in one cell, such as the counts of a write that was cut short, tell a reader nothing. */
const mostShown = 4;

/**
 * What was seen, as markdown for a table's cell: `ECONNRESET` if nothing else was; `ECONNRESET`, back-to-back EOF 3 of 10 if only trials without pauses
 * differ; else all outcomes with how often each was seen.
 */
export function seenText(tally: Tally): string {
  const outcomes = outcomesOf(tally);
  const [first] = outcomes;
  if (first === undefined) return '–';
  if (outcomes.length === 1) return code(first);
  const settled = ranked(tally.settled);
  const [only] = settled;
  if (only !== undefined && settled.length === 1) {
    return `${code(only[0])}, back-to-back ${shares(
      ranked(tally['back-to-back']).filter(([outcome]) => outcome !== only[0]),
      trialsIn(tally, 'back-to-back'),
    )}`;
  }
  const all = outcomes.map((outcome): [string, number] => [
    outcome,
    (tally['back-to-back'].get(outcome) ?? 0) + (tally.settled.get(outcome) ?? 0),
  ]);
  return shares(all, trialsIn(tally));
}

function shares(outcomes: [string, number][], trials: number): string {
  const shown = outcomes.length > mostShown ? outcomes.slice(0, mostShown - 1) : outcomes;
  const texts = shown.map(([outcome, times]) => `${code(outcome)} ${times} of ${trials}`);
  const rest = outcomes.slice(shown.length);
  const others = rest.reduce((sum, [, times]) => sum + times, 0);
  return [...texts, ...(rest.length === 0 ? [] : [`${rest.length} others ${others} of ${trials}`])].join(', ');
}
