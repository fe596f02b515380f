import { outcomeIn } from '../atlas/atlas.ts';
import type { Atlas } from '../atlas/atlas.ts';
import { tallyAt } from '../atlas/cell.ts';
import type { Determinism } from '../atlas/cell.ts';
import { named, titleOf } from '../atlas/identity.ts';
import { compare } from '../atlas/order.ts';
import { outcomesOf, ranked, sumOf } from '../atlas/tally.ts';
import type { Tally } from '../atlas/tally.ts';
import { grouped } from '../grouped.ts';
import type { Case } from '../scenario/case.ts';
import { escape, generated, page, table } from './markdown.ts';
import { scenarioLink } from './scenario-link.ts';
import { outcomeTexts } from './seen.ts';
import { whereShort } from './where.ts';

/** `reports/timing.md`: the cases whose trials do not all agree, and how often what was seen. Undefined if they all do. */
export function timingPage(atlas: Atlas): string | undefined {
  const flaky = rows(atlas, 'flaky');
  const timed = rows(atlas, 'timing-dependent');
  if (flaky.length + timed.length === 0) return undefined;
  const header = ['scenario', 'cases', 'call', 'system', 'back-to-back', 'settled'];
  return page([
    generated,
    '# What is timing-dependent or flaky',
    'Each case is tried in two pacings: *back-to-back*, one call right after another, and *settled*, where each call waits until the state of the sockets ' +
      'has stopped changing. Counts are trials of all cases and all systems with the same release of a kernel. [All findings](README.md).',
    ...(flaky.length === 0 ? [] : ['## Flaky', 'Even settled trials differ from each other.', table(header, flaky)]),
    ...(timed.length === 0
      ? []
      : [
          '## Timing-dependent',
          'Settled trials agree with each other; trials back-to-back return something else, if only sometimes.',
          table(header, timed),
        ]),
  ]);
}

/** A row for each release of a kernel and each call of a scenario whose outcome varies there: how often each was seen, in all its cases together. */
function rows(atlas: Atlas, determinism: Exclude<Determinism, 'deterministic'>): string[][] {
  return atlas.scenarios.flatMap((scenario) => {
    const found = new Map<string, Varying>();
    for (const theCase of scenario.cases) {
      for (const cell of outcomeIn(atlas, theCase).cells) {
        if (cell.state !== 'measured' || cell.determinism !== determinism) continue;
        for (const [release, systems] of grouped(cell.systems, ({ identity }) => named({ ...identity, name: titleOf(identity.name) }))) {
          for (const [step, { label }] of theCase.steps.entries()) {
            const tally = tallyAt(cell, step);
            if (tally === undefined || outcomesOf(tally).length < 2) continue;
            const key = `${release}\n${label}`;
            const one = found.get(key) ?? { release, label, cases: new Set(), tallies: [] };
            one.cases.add(theCase);
            one.tallies.push([tally, systems.length]);
            found.set(key, one);
          }
        }
      }
    }
    return [...found.values()]
      .toSorted((one, other) => compare(one.release, other.release))
      .map(({ release, label, cases, tallies }) => {
        const where =
          cases.size === scenario.cases.length
            ? 'all'
            : escape(
                whereShort(
                  scenario,
                  scenario.cases.filter((one) => cases.has(one)),
                ),
              );
        const sum = sumOf(tallies);
        return [scenarioLink(scenario), where, escape(label), escape(release), countsText(sum['back-to-back']), countsText(sum.settled)];
      });
  });
}

/** A call that does not always return the same on one release of a kernel. */
interface Varying {
  release: string;
  label: string;
  cases: Set<Case>;
  /** Each with the number of systems that saw just this. */
  tallies: [Tally, number][];
}

/** `EOF` 37, `ECONNRESET` 3. */
function countsText(counts: ReadonlyMap<string, number>): string {
  const sorted = outcomeTexts(new Map(ranked(counts)));
  if (sorted.length === 0) return 'no trial';
  const rest = sorted.slice(mostShown).reduce((sum, [, times]) => sum + times, 0);
  return [...sorted.slice(0, mostShown).map(([text, times]) => `${text} ${times}`), ...(rest === 0 ? [] : [`others ${rest}`])].join(', ');
}

/** More outcomes than these are the counts of writes that were cut short. */
const mostShown = 6;
