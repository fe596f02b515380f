import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from './checkout.ts';
import type { Ratio } from './measure.ts';
import { mutants } from './mutants.ts';

/** How many of the mistakes in the list the tests notice. A mistake that no longer fits its file is an error: the list must not rot. */
export function benchMutants(): Ratio[] {
  const checkout = copyCheckout();
  let noticed = 0;
  try {
    for (const { file, from, to, tests } of mutants) {
      const path = join(checkout.root, 'lab', file);
      const good = readFileSync(path, 'utf8');
      if (good.split(from).length !== 2) throw new Error(`lab/${file} has this not once: ${from}`);
      writeFileSync(
        path,
        good.replace(from, () => to),
      );
      const run = spawnSync('npx', ['vitest', 'run', '--bail', '1', ...tests.map((test) => `lab/${test}`)], {
        cwd: checkout.root,
        encoding: 'utf8',
      });
      writeFileSync(path, good);
      if (run.status === 0) process.stdout.write(`not noticed: lab/${file}: ${from} -> ${to}\n`);
      else noticed += 1;
    }
  } finally {
    checkout.remove();
  }
  return [
    {
      name: 'mistakes made by hand that tests notice / all of them',
      measured: `${noticed} and ${mutants.length}`,
      ratio: noticed / mutants.length,
      bound: { kind: 'at least', value: 0.9 },
    },
  ];
}
