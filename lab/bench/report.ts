import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatResult } from '../results/format.ts';
import { parseResult } from '../results/parse.ts';
import type { KnownLines } from '../results/parse.ts';
import type { Result } from '../results/result.ts';
import { copyCheckout } from './checkout.ts';
import type { Checkout } from './checkout.ts';
import { time } from './measure.ts';
import type { Ratio } from './measure.ts';

/** What a report may cost on so many targets, from nothing known: seconds of processor time and megabytes. */
const allowed = [
  { targets: 20, seconds: 3, megabytes: 250 },
  { targets: 160, seconds: 6, megabytes: 500 },
];

/** What a report costs on the stored results, made into as many targets as asked; from nothing known, and again when nothing has changed. */
export function benchReport(): Ratio[] {
  return allowed.flatMap(({ targets, seconds, megabytes }) => {
    const checkout = copyCheckout();
    try {
      synthesise(checkout, targets);
      const first = measureReport(checkout);
      const again = measureReport(checkout);
      const ratio = (what: string, value: number, limit: number, unit: string): Ratio => ({
        name: `${what} on ${targets} targets / what it may cost`,
        measured: `${value.toFixed(1)} and ${limit} ${unit}`,
        ratio: value / limit,
        bound: { kind: 'at most', value: 1 },
      });
      return [
        ratio('processor time of a report', first.seconds, seconds, 's'),
        ratio('memory of a report', first.megabytes, megabytes, 'MB'),
        ratio('processor time of a report with nothing new', again.seconds, seconds, 's'),
      ];
    } finally {
      checkout.remove();
    }
  });
}

/** Replaces the stored results by this many: the same ones under other names, on other releases, one case in a hundred as another target saw it. */
function synthesise({ root }: Checkout, targets: number): void {
  const folder = join(root, 'reports', 'results');
  const known: KnownLines = new Map();
  const stored = readdirSync(folder).flatMap((name): Result[] => {
    const read = parseResult(readFileSync(join(folder, name), 'utf8'), known);
    rmSync(join(folder, name));
    return 'result' in read ? [read.result] : [];
  });
  for (let index = 0; index < targets; index += 1) {
    const [base, other] = [stored[index % stored.length], stored[(index + 1) % stored.length]];
    if (base === undefined || other === undefined) throw new Error('there are no stored results to make others of');
    const target = `synthetic-${index}`;
    const runs = base.runs.map((run) => ({ ...run, identity: { ...run.identity, release: `${run.identity.release}-${index}` } }));
    const cases = Object.fromEntries(
      Object.entries(base.cases).map(([id, one], place) => {
        const seen = place % 100 === index % 100 ? (other.cases[id] ?? one) : one;
        return [id, { ...seen, run: one.run }];
      }),
    );
    writeFileSync(join(folder, `${target}.json`), formatResult({ ...base, target, runs, cases }));
  }
}

/** Prints what a process has used when it ends. */
const accounting =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();' +
  'process.stdout.write(`\\nused ${(u.userCPUTime+u.systemCPUTime)/1e6} ${u.maxRSS/1024}\\n`)})';

function measureReport({ root }: Checkout): { seconds: number; megabytes: number } {
  const { stdout } = time('node', ['--import', accounting, '--import', 'tsx', 'lab/cli.ts', 'report'], { cwd: root });
  const [, seconds, megabytes] = /\nused ([0-9.]+) ([0-9.]+)\n$/.exec(stdout) ?? [];
  return { seconds: Number(seconds), megabytes: Number(megabytes) };
}
