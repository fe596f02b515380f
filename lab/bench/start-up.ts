import { spawn } from 'node:child_process';
import { places } from '../root.ts';
import { median, time } from './measure.ts';
import type { Ratio } from './measure.ts';

/** Time to the first byte of `check` and `list`, beside npm running nothing. */
export async function benchStartUp(): Promise<Ratio[]> {
  const { root } = places();
  const ratios: Ratio[] = [];
  for (const command of ['check', 'list']) {
    const firsts: number[] = [];
    const nothings: number[] = [];
    for (let round = 0; round < 5; round++) {
      nothings.push(time('node', ['-e', '0'], { cwd: root }).seconds);
      firsts.push(await secondsToFirstByte(['run', '--silent', 'lab', '--', command], root));
    }
    ratios.push({
      name: `seconds until \`npm run --silent lab -- ${command}\` prints / one second`,
      measured: `${median(firsts).toFixed(2)} s; node alone starts in ${median(nothings).toFixed(2)} s`,
      ratio: median(firsts),
      bound: { kind: 'at most', value: 1 },
    });
  }
  return ratios;
}

async function secondsToFirstByte(args: string[], cwd: string): Promise<number> {
  const start = performance.now();
  const child = spawn('npm', args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const first = await new Promise<number>((resolve) => child.stdout.once('data', () => resolve(performance.now())));
  child.stdout.resume();
  await new Promise((resolve) => child.once('close', resolve));
  return (first - start) / 1000;
}
