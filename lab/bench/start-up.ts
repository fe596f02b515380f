import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { places } from '../root.ts';
import { median } from './measure.ts';
import type { Ratio } from './measure.ts';

/** Commands, and how many seconds each may take from its start to its end, without npm, on a machine with nothing else to do. */
const aims: readonly { args: readonly string[]; seconds: number }[] = [
  { args: ['--help'], seconds: 0.2 },
  { args: ['list'], seconds: 0.6 },
  { args: ['check'], seconds: 2 },
  { args: ['run', 'peer-close-unread', '--on', 'native', '--fresh'], seconds: 1.5 },
];

const rounds = 5;

/** Commands whose files and code are as they were at the last start, beside node running nothing. */
export async function benchStartUp(): Promise<Ratio[]> {
  const { root } = places();
  const start = join(root, 'lab', 'start.mjs');
  const ratios: Ratio[] = [];
  for (const { args, seconds } of aims) {
    // Bundles, compiles the agent, and finds out what is remembered afterwards.
    await timed([start, ...args], root);
    const runs: Timed[] = [];
    const nothings: Timed[] = [];
    for (let round = 0; round < rounds; round++) {
      nothings.push(await timed(['-p', '0'], root));
      runs.push(await timed([start, ...args], root));
    }
    const whole = median(runs.map((one) => one.whole));
    const first = median(runs.map((one) => one.first));
    ratios.push({
      name: `\`lab ${args.join(' ')}\` / the ${seconds} s that it may take`,
      measured: `first byte after ${first.toFixed(2)} s, end after ${whole.toFixed(2)} s; node alone ${median(nothings.map((one) => one.whole)).toFixed(2)} s`,
      ratio: whole / seconds,
      bound: { kind: 'at most', value: 1 },
    });
  }
  return ratios;
}

/** Seconds from the start of a process. */
interface Timed {
  /** Until its first byte on standard output. */
  first: number;
  whole: number;
}

async function timed(args: readonly string[], cwd: string): Promise<Timed> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  let first: number | undefined;
  child.stdout.on('data', () => {
    first ??= performance.now();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
  const whole = performance.now();
  return { first: ((first ?? whole) - start) / 1000, whole: (whole - start) / 1000 };
}
