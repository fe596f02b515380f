import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioTemplate } from '../scenario/template.ts';
import { copyCheckout } from './checkout.ts';
import type { Ratio } from './measure.ts';

/** Seconds that the whole catalogue may take on two cores with nothing else to do. */
const allowedSeconds = 20;

/** The whole catalogue on this machine, and what a second run costs beside it, with one more scenario or none. */
export function benchCatalogue(): Ratio[] {
  const checkout = copyCheckout();
  try {
    const run = (...options: string[]): number => checkout.lab('run', '--save', '--on', 'native', ...options);
    run(); // compiles the agent
    const full = run('--fresh');
    const known = run();
    writeFileSync(join(checkout.root, 'scenarios', 'bench-one-more.yaml'), scenarioTemplate());
    const incremental = run();
    return [
      {
        name: `the whole catalogue on native / the ${allowedSeconds} s that it may take`,
        measured: `${full.toFixed(1)} s`,
        ratio: full / allowedSeconds,
        bound: { kind: 'at most', value: 1 },
      },
      {
        name: 'a run of native with nothing to measure / with the whole catalogue',
        measured: `${known.toFixed(1)} s and ${full.toFixed(1)} s`,
        ratio: known / full,
        bound: undefined,
      },
      {
        name: 'a run of native after one scenario was added / with the whole catalogue',
        measured: `${incremental.toFixed(1)} s and ${full.toFixed(1)} s`,
        ratio: incremental / full,
        bound: { kind: 'at most', value: 0.5 },
      },
    ];
  } finally {
    checkout.remove();
  }
}
