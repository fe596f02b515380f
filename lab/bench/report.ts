import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatResult } from '../results/format.ts';
import { parseResult } from '../results/parse.ts';
import type { KnownLines } from '../results/parse.ts';
import type { Result } from '../results/result.ts';
import { checkoutOf, copyCheckout } from './checkout.ts';
import type { Checkout } from './checkout.ts';
import { time } from './measure.ts';
import type { Ratio } from './measure.ts';

/** The first edition, whose report took 14 s of processor time on 20 targets and 3,163 cases, on the machine whose 3 s are the aim. */
const first = 'b17bcea';

/** What a report may cost once the scenarios are checked, against the first edition's on 20 targets: processor time, and memory in megabytes. */
const allowed = [
  { targets: 20, ratio: 0.22, megabytes: 250 },
  { targets: 160, ratio: 0.44, megabytes: 500 },
];

/**
 * What a report costs on the stored results, made into as many targets as asked: with nothing known, with one result that is new, and with nothing new.
 * As ratios to what the first edition took in the same run: how quick a machine is does not count.
 */
export function benchReport(): Ratio[] {
  const base = measureFirstEdition();
  return allowed.flatMap(({ targets, ratio, megabytes }) => {
    const checkout = copyCheckout();
    try {
      synthesise(checkout, targets);
      // To bundle the lab is no part of a report.
      time('node', ['lab/start.mjs', '--version'], { cwd: checkout.root });
      const fresh = measureReport(checkout, ['lab/start.mjs']);
      renew(checkout);
      const renewed = measureReport(checkout, ['lab/start.mjs']);
      const again = measureReport(checkout, ['lab/start.mjs']);
      const against = (what: string, { seconds }: Cost, bound: Ratio['bound']): Ratio => ({
        name: `processor time of a report on ${targets} targets, ${what} / the first edition's on 20`,
        measured: `${seconds.toFixed(1)} and ${base.seconds.toFixed(1)} s`,
        ratio: seconds / base.seconds,
        bound,
      });
      return [
        against('nothing known', fresh, undefined),
        against('one new result', renewed, { kind: 'at most', value: ratio }),
        against('nothing new', again, { kind: 'at most', value: ratio }),
        {
          name: `memory of a report on ${targets} targets / what it may take`,
          measured: `${fresh.megabytes.toFixed(0)} and ${megabytes} MB`,
          ratio: fresh.megabytes / megabytes,
          bound: { kind: 'at most', value: 1 },
        },
      ];
    } finally {
      checkout.remove();
    }
  });
}

function measureFirstEdition(): Cost {
  const checkout = checkoutOf(first);
  try {
    return measureReport(checkout, ['--import', 'tsx', 'lab/cli.ts']);
  } finally {
    checkout.remove();
  }
}

/** Measures one target's kernel again: another release, on which everything is as it was. */
function renew({ root }: Checkout): void {
  const file = join(root, 'reports', 'results', 'synthetic-0.json');
  const read = parseResult(readFileSync(file, 'utf8'), new Map());
  if (!('result' in read)) throw new Error(read.problem);
  const runs = read.result.runs.map((run) => ({ ...run, identity: { ...run.identity, release: `${run.identity.release}-new` } }));
  writeFileSync(file, formatResult({ ...read.result, runs }));
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

/** Seconds of processor time and megabytes. */
interface Cost {
  seconds: number;
  megabytes: number;
}

function measureReport({ root }: Checkout, lab: readonly string[]): Cost {
  const { stdout } = time('node', ['--import', accounting, ...lab, 'report'], { cwd: root });
  const [, seconds, megabytes] = /\nused ([0-9.]+) ([0-9.]+)\n$/.exec(stdout) ?? [];
  return { seconds: Number(seconds), megabytes: Number(megabytes) };
}
