import { benchAgent } from './agent.ts';
import { benchCatalogue } from './catalogue.ts';
import { benchContainers } from './containers.ts';
import { benchFirstTable } from './first-table.ts';
import { benchKernel } from './kernel.ts';
import { benchMutants } from './mutation.ts';
import type { Ratio } from './measure.ts';
import { benchReport } from './report.ts';
import { benchModels } from './models.ts';
import { benchStartUp } from './start-up.ts';

/** What `npm run bench` measures, by the name that picks it: `npm run bench -- agent`. */
const benchmarks: Record<string, () => Ratio[] | Promise<Ratio[]>> = {
  agent: () => [benchAgent()],
  'start-up': benchStartUp,
  'first-table': async () => [await benchFirstTable()],
  catalogue: benchCatalogue,
  containers: benchContainers,
  kernel: benchKernel,
  models: benchModels,
  mutants: benchMutants,
  report: benchReport,
};

function show({ name, measured, ratio, bound }: Ratio): string {
  const held = bound === undefined || (bound.kind === 'at least' ? ratio >= bound.value : ratio <= bound.value);
  const text = bound === undefined ? '' : `, ${bound.kind} ${bound.value}: ${held ? 'holds' : 'DOES NOT HOLD'}`;
  return `${ratio.toFixed(2)}  ${name} (${measured})${text}`;
}

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) {
    process.stderr.write(`There is no benchmark '${name}': ${Object.keys(benchmarks).join(', ')}.\n`);
    process.exitCode = 2;
    break;
  }
  const ratios = await benchmark();
  if (ratios.length === 0) process.stdout.write(`${name}: skipped, it needs a Docker engine\n`);
  for (const ratio of ratios) process.stdout.write(`${show(ratio)}\n`);
}
