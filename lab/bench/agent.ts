import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places } from '../root.ts';
import { median, time } from './measure.ts';
import type { Ratio } from './measure.ts';

const trials = 200_000;
const rounds = 5;

const plan = `sockatlas-plan 2
trials ${trials}
pacings back-to-back
deadline-ms 300
case bench 0000000000000000
step 0 - connect-pair unix-pair 0 1
step 0 - write 0 68656c6c6f
step 0 - close 1
step 0 - read 0 64
step 0 - read 0 64
end-plan 1
`;

/** Back-to-back trials per second of the simplest AF_UNIX case, beside the same calls in a loop written by hand. */
export function benchAgent(): Ratio {
  const { agent, root } = places();
  const folder = mkdtempSync(join(tmpdir(), 'sockatlas-bench-'));
  try {
    time('cc', ['-std=c99', '-O2', '-pthread', '-o', join(folder, 'agent'), join(agent, 'agent.c')]);
    time('cc', ['-O2', '-o', join(folder, 'loop'), join(root, 'lab', 'bench', 'unix-loop.c')]);
    const agents: number[] = [];
    const loops: number[] = [];
    for (let round = 0; round < rounds; round++) {
      loops.push(Number(time(join(folder, 'loop'), [String(trials)]).stdout));
      agents.push(trials / time(join(folder, 'agent'), [], { input: plan }).seconds);
    }
    return {
      name: 'agent trials per second / a hand-written C loop of the same calls',
      measured: `${Math.round(median(agents))}/s and ${Math.round(median(loops))}/s`,
      ratio: median(agents) / median(loops),
      bound: { kind: 'at least', value: 0.5 },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
