import type { CaseOutcome } from '../../atlas/atlas.ts';
import type { Behaviour } from '../../atlas/behaviour.ts';
import { cellOf as cellWithout } from '../../atlas/cell.ts';
import type { Cell, Determinism, Measured, Unsupported } from '../../atlas/cell.ts';
import type { System } from '../../atlas/system.ts';
import type { Trace } from '../../results/result.ts';
import type { Case } from '../../scenario/case.ts';
import type { Way } from './decode-scenario.ts';

/** What all systems did in a case: the behaviours that there are, and for each system which one it shows, or the cell that it has instead. */
export function outcomesOf(theCase: Case, ways: readonly Way[], systems: readonly [System, number | Cell][]): CaseOutcome {
  const told = ways.map((way) => tell(way));
  const gaps = new Map<Cell | undefined, Cell>();
  const cellOf: Cell[] = [];
  const shown: (Behaviour | undefined)[] = [];
  for (const [system, own] of systems) {
    const one = typeof own === 'number' ? told[own] : undefined;
    one?.behaviour.systems.push(system);
    shown.push(one?.behaviour);
    cellOf.push(one?.join(system) ?? gapFor(theCase, typeof own === 'number' ? undefined : own, system, gaps));
  }
  const behaviours = told.map(({ behaviour }) => behaviour);
  return {
    case: theCase,
    // Received bytes that distinguish are said in the outcomes already.
    distinguishing: new Set(),
    cells: [...behaviours.flatMap(({ cells }) => cells), ...gaps.values()],
    behaviours,
    cellOf,
    behaviourOf: shown,
  };
}

/** A cell for a gap, which systems share whose own cell is the same. */
function gapFor(theCase: Case, own: Cell | undefined, system: System, gaps: Map<Cell | undefined, Cell>): Cell {
  const one = gaps.get(own) ?? (own === undefined ? cellWithout(theCase, undefined) : { ...own, systems: [] });
  one.systems.push(system);
  gaps.set(own, one);
  return one;
}

/** A behaviour that systems are still to be put to. */
interface Told {
  behaviour: Behaviour;
  /** The cell that a system shares which shows it: that of kernels whose trials all agree, or of the others. The system is put into it. */
  join: (system: System) => Cell;
}

function tell({ lacks, usual, also, trials, determinism, kernels }: Way): Told {
  const isFlaky = also.some(({ pacing }) => pacing === 'settled');
  const others = also.reduce((sum, { pacing, count }) => sum + (pacing === 'settled' ? count : 0), 0);
  const plain: Trace[] = [{ pacing: 'settled', count: isFlaky ? Math.max(1, trials - others) : 1, outcomes: usual }];
  const behaviour: Behaviour = {
    lacks,
    outcomes: usual.map((outcome, step) => {
      const here = also.flatMap((trace) => (trace.pacing === 'settled' ? [trace.outcomes[step]] : []));
      return new Set([outcome, ...here.filter((text) => text !== undefined)]);
    }),
    determinism,
    usual,
    trials: { 'back-to-back': trials, settled: trials },
    alternatives: also.map((trace) => ({ ...trace, trials })),
    cells: [],
    systems: [],
  };
  const cells = new Map<Determinism, Measured | Unsupported>();
  return {
    behaviour,
    join(system) {
      const kind = kernels.includes(system.identity.name) ? determinism : 'deterministic';
      const traces = kind === 'deterministic' ? plain : [...plain, ...also];
      const cell: Measured | Unsupported =
        cells.get(kind) ??
        (lacks === undefined
          ? { state: 'measured', systems: [], traces, answers: traces, determinism: kind, trials }
          : { state: 'unsupported', systems: [], what: lacks, answers: traces });
      if (!cells.has(kind)) behaviour.cells.push(cell);
      cells.set(kind, cell);
      cell.systems.push(system);
      return cell;
    },
  };
}
