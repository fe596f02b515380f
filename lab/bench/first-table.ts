import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from './checkout.ts';
import type { Ratio } from './measure.ts';

/** Seconds from the first command in a new clone to the first table. */
const allowedSeconds = 60;

/** How soon bare `lab` shows a first table where nothing is measured, bundled or compiled yet; then it is interrupted. */
export async function benchFirstTable(): Promise<Ratio> {
  const checkout = copyCheckout();
  try {
    rmSync(join(checkout.root, 'reports', 'results'), { recursive: true, force: true });
    const seconds = await untilTable(checkout.root);
    return {
      name: `from the first command in a new clone to the first table / the ${allowedSeconds} s that it may take`,
      measured: `${seconds.toFixed(1)} s`,
      ratio: seconds / allowedSeconds,
      bound: { kind: 'at most', value: 1 },
    };
  } finally {
    checkout.remove();
  }
}

async function untilTable(root: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [join('lab', 'start.mjs')], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const over = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let seconds: number | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (seconds !== undefined || !/^\| step /m.test(said)) return;
    seconds = (performance.now() - start) / 1000;
    child.kill('SIGINT');
  });
  await over;
  if (seconds === undefined) throw new Error(`there was no table:\n${said}`);
  return seconds;
}
