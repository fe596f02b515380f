import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilePlan } from '../plan/compile.ts';
import { places } from '../root.ts';
import { loadScenarios } from '../scenario/load.ts';
import { usualTrials } from '../targets/measure.ts';
import { copyCheckout } from './checkout.ts';
import { imageOf } from './image.ts';
import { median, time } from './measure.ts';
import type { Ratio } from './measure.ts';

const targets = ['debian-11', 'debian-12', 'debian-13', 'debian-14', 'debian-sid'];
const rounds = 3;

/** Every eighth scenario: a minute of measuring a round, in which the time to start anything is well below a tenth. */
const everyNth = 8;

/** The flags that the lab gives its containers, as a shell user would write them. */
const flags = [
  '--rm -i --network none --ipc none --cap-drop ALL --security-opt no-new-privileges --read-only',
  '--tmpfs /tmp:rw,nosuid,nodev,noexec,mode=1777,size=64m --memory 512m --pids-limit 1024 --user 65534:65534',
  '--sysctl net.ipv6.conf.all.disable_ipv6=0 --log-driver none',
].join(' ');

/**
 * A warm, fresh run of container targets by the lab, beside a shell loop that runs the same images two at a time, and beside the slowest of
 * them alone. Nothing without Docker.
 */
export async function benchContainers(): Promise<Ratio[]> {
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status !== 0) return [];
  const checkout = copyCheckout();
  try {
    const { scenarios } = await loadScenarios(places());
    const sample = scenarios.filter((_, index) => index % everyNth === 0);
    const ids = sample.map(({ id }) => id);
    checkout.lab('run', ...ids, '--on', targets.join(',')); // warm: all images are there
    const images = targets.map(imageOf);
    const plan = join(checkout.root, 'bench.plan');
    writeFileSync(
      plan,
      compilePlan(
        sample.flatMap((scenario) => scenario.cases),
        { trials: usualTrials.waits },
      ),
    );
    const loop = `printf '%s\\n' ${images.join(' ')} | xargs -P 2 -I IMAGE sh -c 'docker run ${flags} IMAGE < ${plan} > /dev/null'`;
    const labs: number[] = [];
    const loops: number[] = [];
    for (let round = 0; round < rounds; round++) {
      loops.push(time('sh', ['-c', loop]).seconds);
      labs.push(checkout.lab('run', ...ids, '--fresh', '--jobs', '2', '--on', targets.join(',')));
    }
    const singles = targets.map((target) => checkout.lab('run', ...ids, '--fresh', '--on', target));
    return [
      {
        name: `a warm run of ${targets.length} container targets, two at once / the slowest of them alone`,
        measured: `${median(labs).toFixed(1)} s and ${Math.max(...singles).toFixed(1)} s`,
        ratio: median(labs) / Math.max(...singles),
        bound: undefined,
      },
      {
        name: `a warm run of ${targets.length} container targets by the lab / by a shell loop`,
        measured: `${median(labs).toFixed(1)} s and ${median(loops).toFixed(1)} s`,
        ratio: median(labs) / median(loops),
        bound: { kind: 'at most', value: 1.3 },
      },
    ];
  } finally {
    checkout.remove();
  }
}
