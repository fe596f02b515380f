import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioTemplate } from '../scenario/template.ts';
import { copyCheckout } from './checkout.ts';
import type { Ratio } from './measure.ts';

/** The whole catalogue on this machine, and what adding one scenario costs beside it. */
export function benchCatalogue(): Ratio[] {
  const checkout = copyCheckout();
  try {
    checkout.lab('run', '--on', 'native'); // compiles the agent
    const full = checkout.lab('run', '--fresh', '--on', 'native');
    const known = checkout.lab('run', '--on', 'native');
    writeFileSync(join(checkout.root, 'scenarios', 'bench-one-more.yaml'), scenarioTemplate());
    const incremental = checkout.lab('run', '--on', 'native');
    return [
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
