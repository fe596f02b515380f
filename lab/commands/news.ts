import { nearestSystem, type Likeness } from '../atlas/nearest.ts';
import type { KnownLines } from '../results/parse.ts';
import { readCases } from '../results/store.ts';
import type { Places } from '../root.ts';
import type { Answers, News } from '../targets/measure.ts';

/**
 * Says of what targets have just answered what is new about it: how it stands to what was stored of the same target before, and to the system that it is
 * most like among all others that are stored by then.
 */
export function newsReader(places: Places): (answers: Answers) => Promise<News> {
  const known: KnownLines = new Map();
  return async ({ cases, observations, storedAs, before }) => {
    const stored = await readCases(places, new Set(observations.keys()), known);
    const others = stored.filter(({ target }) => target !== storedAs);
    const nearest = nearestSystem(cases, observations, others);
    const former = before === undefined ? [] : (nearestSystem(cases, observations, [before])?.differing ?? []);
    const change = former.length === 0 ? [] : [`differs from what was stored of it in ${casesText(former.length)}`];
    return {
      text: [...change, likenessText(nearest, observations.size)].join('; '),
      differing: [...new Set([...former, ...(nearest?.differing ?? [])])],
    };
  };
}

/** `answered` is the number of cases that were answered just now. */
function likenessText(nearest: Likeness | undefined, answered: number): string {
  if (nearest === undefined) return 'no other system is known in these cases';
  const { system, compared, differing } = nearest;
  const isAll = compared === answered;
  if (differing.length > 0) {
    const number = isAll ? casesText(differing.length) : `${counted(differing.length)} of ${casesText(compared)} that both answer`;
    return `differs from ${system.id} in ${number} (nearest known system)`;
  }
  if (compared === 1) return `as ${system.id} in ${isAll ? 'this case' : 'the one case that both answer'}`;
  return `as ${system.id} in all ${casesText(compared)}${isAll ? '' : ' that both answer'}`;
}

function casesText(number: number): string {
  return `${counted(number)} ${number === 1 ? 'case' : 'cases'}`;
}

function counted(number: number): string {
  return number.toLocaleString('en');
}
