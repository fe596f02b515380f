import { spawnSync } from 'node:child_process';
import { compilePlan } from '../plan/compile.ts';
import { places } from '../root.ts';
import type { Case } from '../scenario/case.ts';
import { loadScenarios } from '../scenario/load.ts';
import { usualTrials } from '../targets/measure.ts';
import { copyCheckout } from './checkout.ts';
import { imageOf } from './image.ts';
import { median, time, type Ratio } from './measure.ts';

const target = 'linux-6.12';
const rounds = 5;

/** A small catalogue, and one that shows how the time grows. */
const small = ['peer-close-unread'];
const larger = 100;

/** The fence of docker/targets.yaml's kernels, as a shell user would write it. */
const fence = [
  'run --rm -i --network none --ipc none --cap-drop ALL --security-opt no-new-privileges --read-only',
  '--tmpfs /tmp:rw,nosuid,nodev,noexec,mode=1777,size=64m --memory 768m --pids-limit 1024 --user 65534:65534',
].flatMap((line) => line.split(' '));

/**
 * A kernel target from plan to observations, beside the boot of the same kernel whose init turns the machine off at once; and the same
 * for a larger plan, without a bound: most of that is waiting for calls that block. Nothing without Docker.
 */
export async function benchKernel(): Promise<Ratio[]> {
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status !== 0) return [];
  const image = warmImage();
  const { scenarios } = await loadScenarios(places());
  const cases = scenarios.flatMap((scenario) => scenario.cases);
  const few = cases.filter(({ scenario }) => small.includes(scenario));
  const append = time('docker', ['inspect', '--format', '{{range .Config.Env}}{{println .}}{{end}}', image]).stdout;
  const options = append.match(/^APPEND=(.*)$/m)?.[1] ?? '';

  const run = (some: readonly Case[]): number =>
    time('docker', [...fence, image], { input: compilePlan(some, { trials: usualTrials.computes }) }).seconds;
  // boot.sh calls it a failure, with code 4, that no agent ended.
  const boot = (): number =>
    time('docker', [...fence, '-e', `APPEND=${options} -- nothing`, image], { input: 'nothing\n', expected: [4] }).seconds;

  const boots: number[] = [];
  const runs: number[] = [];
  // In turns, so that whatever else the machine does disturbs both alike.
  for (let round = 0; round < rounds; round++) {
    boots.push(boot());
    runs.push(run(few));
  }
  const many = run(cases.slice(0, larger));
  const ratio = (seconds: number, count: number, bound: Ratio['bound']): Ratio => ({
    name: `${target} with ${count} cases / its boot alone`,
    measured: `${seconds.toFixed(2)} s and ${median(boots).toFixed(2)} s`,
    ratio: seconds / median(boots),
    bound,
  });
  return [ratio(median(runs), few.length, { kind: 'at most', value: 1.5 }), ratio(many, Math.min(larger, cases.length), undefined)];
}

/** The target's image, made by a run of the lab if it is not there. */
function warmImage(): string {
  const checkout = copyCheckout();
  try {
    checkout.lab('run', ...small, '--on', target);
  } finally {
    checkout.remove();
  }
  return imageOf(target);
}
