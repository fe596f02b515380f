import type { Pacing } from '../results/pacing.ts';
import { decisive } from './cell.ts';
import type { Cell, Determinism, Measured, Unsupported } from './cell.ts';
import type { System } from './system.ts';
import { compare } from './order.ts';
import { ranked } from './tally.ts';

/**
 * One distinct way in which systems go through a case: the settled outcomes of all its steps, and the bytes that came where they distinguish. What
 * trials back-to-back return is no part of it: that is timing. Counts are sums over all systems that show it.
 */
export interface Behaviour {
  /** What they lack, if they lack what the case needs. Then the outcomes end with the step that showed it. */
  lacks: string | undefined;
  /** By step (from 0), what returned there in settled trials of any of the systems: one outcome, or several where that is flaky. */
  outcomes: ReadonlySet<string>[];
  /** The worst that is so of one of the systems. */
  determinism: Determinism;
  /** The outcomes of the most frequent trace that decides. */
  usual: string[];
  /** Complete trials by pacing. */
  trials: Record<Pacing, number>;
  /** What else was seen than the usual trace: `flaky` if any of it is settled, `timing-dependent` if there is any. The most frequent first. */
  alternatives: Alternative[];
  /** Its distinct observations, each with the systems that made it. */
  cells: (Measured | Unsupported)[];
  /** All systems that show it, by id. Never empty. */
  systems: System[];
}

/** Another way in which some trials of a behaviour went. */
interface Alternative {
  pacing: Pacing;
  outcomes: string[];
  /** In how many trials, of how many of this pacing. */
  count: number;
  trials: number;
}

/**
 * The behaviours in a case's cells, in the order of their outcomes. Systems whose settled trials all agree show the same behaviour exactly if they
 * agree with each other: where each is sure and they differ, they are never put together. The rule for flaky ones keeps chance from making columns:
 * what more than half of a system's settled trials show is its behaviour, if another system of the same kernel name is sure of it; all others of a
 * kernel name show one behaviour if they are alike in the steps in which none of them is flaky.
 */
export function behavioursIn(cells: readonly Cell[]): Behaviour[] {
  const sets = new Map<string, (Measured | Unsupported)[]>();
  const put = (key: string, cell: Measured | Unsupported): void => void sets.set(key, [...(sets.get(key) ?? []), cell]);
  const flaky: Measured[] = [];
  for (const cell of cells) {
    if (cell.state === 'unsupported') put(JSON.stringify(['unsupported', cell.what]), cell);
    if (cell.state !== 'measured') continue;
    const ways = waysOf(cell);
    const [only] = ways.keys();
    if (ways.size === 1 && only !== undefined) put(only, cell);
    else flaky.push(cell);
  }
  const sure = new Map(sets);
  const left = flaky.filter((cell) => {
    const usual = usualWay(cell);
    const isKnown = usual !== undefined && (sure.get(usual) ?? []).some((other) => haveSameKernel(cell, other));
    if (isKnown) put(usual, cell);
    return !isKnown;
  });
  for (const [key, cell] of left.map((one) => [flakyKey(one, left), one] as const)) put(key, cell);
  return [...sets].toSorted(([one], [other]) => compare(one, other)).map(([, own]) => behaviourOf(own));
}

function behaviourOf(cells: (Measured | Unsupported)[]): Behaviour {
  const outcomes: Set<string>[] = [];
  for (const { answers } of cells) {
    for (const trace of decisive(answers)) {
      for (const [step, outcome] of trace.outcomes.entries()) (outcomes[step] ??= new Set()).add(outcome);
    }
  }
  const measured = cells.filter((cell) => cell.state === 'measured');
  const trials = { 'back-to-back': 0, settled: 0 };
  for (const { traces, systems } of measured) for (const { pacing, count } of traces) trials[pacing] += count * systems.length;
  return {
    lacks: cells.find((cell) => cell.state === 'unsupported')?.what,
    outcomes,
    determinism:
      (['flaky', 'timing-dependent'] as const).find((one) => measured.some((cell) => cell.determinism === one)) ?? 'deterministic',
    ...tracesIn(cells, trials),
    trials,
    cells,
    systems:
      cells.length === 1
        ? (cells[0]?.systems ?? [])
        : cells.flatMap(({ systems }) => systems).toSorted((one, other) => one.index - other.index),
  };
}

function tracesIn(cells: readonly (Measured | Unsupported)[], trials: Behaviour['trials']): Pick<Behaviour, 'usual' | 'alternatives'> {
  const [only] = cells[0]?.answers ?? [];
  if (only !== undefined && cells.every((cell) => cell.state === 'measured' && cell.determinism === 'deterministic'))
    return { usual: only.outcomes, alternatives: [] };
  const counts = new Map<string, Alternative>();
  for (const { answers, systems } of cells) {
    for (const { pacing, outcomes, count } of answers) {
      const key = JSON.stringify([pacing, outcomes]);
      const known = counts.get(key)?.count ?? 0;
      counts.set(key, { pacing, outcomes, count: known + count * systems.length, trials: trials[pacing] });
    }
  }
  const all = [...counts.values()].toSorted((one, other) => other.count - one.count || compare(textOf(one), textOf(other)));
  const [usual] = all.some(({ pacing }) => pacing === 'settled') ? all.filter(({ pacing }) => pacing === 'settled') : all;
  if (usual === undefined) return { usual: [], alternatives: [] };
  const isLacking = cells.some(({ state }) => state === 'unsupported');
  return { usual: usual.outcomes, alternatives: isLacking ? [] : all.filter((one) => textOf(one) !== textOf(usual)) };
}

function textOf({ outcomes }: { outcomes: readonly string[] }): string {
  return outcomes.join('\n');
}

/** How many decisive trials went which way. */
function waysOf({ answers }: Measured): Map<string, number> {
  const ways = new Map<string, number>();
  for (const trace of decisive(answers)) ways.set(textOf(trace), (ways.get(textOf(trace)) ?? 0) + trace.count);
  return ways;
}

function usualWay(cell: Measured): string | undefined {
  const ways = waysOf(cell);
  const [first] = ranked(ways);
  const all = [...ways.values()].reduce((sum, count) => sum + count, 0);
  return first !== undefined && first[1] * 2 > all ? first[0] : undefined;
}

function flakyKey(cell: Measured, left: readonly Measured[]): string {
  const kin = left.filter((other) => haveSameKernel(cell, other));
  const steps = Math.max(...cell.answers.map(({ outcomes }) => outcomes.length));
  const outcomes = Array.from({ length: steps }, (_, step) => {
    const isFlaky = kin.some(({ answers }) => new Set(decisive(answers).map((trace) => trace.outcomes[step])).size > 1);
    return isFlaky ? null : decisive(cell.answers)[0]?.outcomes[step];
  });
  return JSON.stringify(['flaky', kernelsOf(cell), outcomes]);
}

function haveSameKernel(one: Measured | Unsupported, other: Measured | Unsupported): boolean {
  const names = new Set(kernelsOf(other));
  return kernelsOf(one).some((name) => names.has(name));
}

function kernelsOf({ systems }: Measured | Unsupported): string[] {
  return [...new Set(systems.map(({ identity }) => identity.name))].toSorted(compare);
}
