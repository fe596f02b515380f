import type { Outcome, Progress } from '../../targets/progress.ts';
import type { Target } from '../../targets/target.ts';
import { formatDuration } from './duration.ts';

/** CI systems end jobs that are silent for some minutes. */
const heartbeatMs = 30_000;

/** One line when a target begins to build or run, one when it ends, and one now and then for those that take long. */
export function plainProgress(stderr: NodeJS.WritableStream, now: () => number = Date.now): Progress {
  const running = new Map<string, { stage: string; since: number; answered?: number }>();
  const write = (text: string): void => void stderr.write(`${text}\n`);
  const heartbeat = setInterval(() => {
    for (const [id, { stage, since, answered }] of running) {
      const count = answered === undefined ? '' : `, ${answered} answered`;
      if (stage !== 'waiting' && now() - since >= heartbeatMs) write(`${id}: still ${stage}${count}, ${formatDuration(now() - since)}`);
    }
  }, heartbeatMs);
  heartbeat.unref();

  return {
    stage(target: Target, text: string) {
      running.set(target.id, { stage: text, since: now() });
      // Getting ready takes no time where everything is there, and waiting is no news.
      if (text !== 'getting ready' && text !== 'waiting') write(`${target.id}: ${text}`);
    },
    note(target: Target, text: string) {
      const known = running.get(target.id);
      if (known) known.stage = text;
      write(`${target.id}: ${text}`);
    },
    answered(target: Target, cases: number) {
      const known = running.get(target.id);
      if (known) known.answered = cases;
    },
    end(target: Target, { status, summary, news }: Outcome) {
      const since = running.get(target.id)?.since ?? now();
      running.delete(target.id);
      // What is left out or known already is told once for all targets, at the end.
      const isNew = news === undefined ? '' : `; ${news}`;
      if (status === 'measured') write(`${target.id}: measured ${summary} in ${formatDuration(now() - since)}${isNew}`);
      if (status === 'interrupted') write(`${target.id}: ${summary}`);
      if (status === 'failed') write(`${target.id}: failed: ${summary.split('\n')[0]}`);
    },
    async close() {
      clearInterval(heartbeat);
    },
  };
}
