import { Listr, ListrLogger, ProcessOutput, type DefaultRenderer, type ListrTaskWrapper, type SimpleRenderer } from 'listr2';
import type { Outcome, Progress } from '../../targets/progress.ts';
import type { Target } from '../../targets/target.ts';

type Task = ListrTaskWrapper<object, typeof DefaultRenderer, typeof SimpleRenderer>;

/** A line for each target that is redrawn while it works, until `signal` is aborted. Everything goes to standard error. */
export function terminalProgress(stderr: NodeJS.WriteStream, targets: readonly Target[], signal: AbortSignal): Progress {
  const lines = targets.map((target) => ({ target, ...promise<Outcome | undefined>() }));
  const tasks = new Map<string, Task>();
  // While the list is drawn, whatever else is written to the terminal is kept for the end.
  const output = new ProcessOutput(stderr, stderr);
  const list = new Listr<object>(
    lines.map(({ target, promised }) => ({
      title: target.id,
      task: async (_: object, task: Task) => {
        tasks.set(target.id, task);
        task.output = 'waiting';
        const outcome = await promised;
        const [summary = ''] = outcome?.summary.split('\n') ?? ['interrupted'];
        if (outcome?.status === 'failed') throw new Error(`${target.id}: ${summary}`);
        if (outcome?.status !== 'measured' && outcome?.status !== 'current') task.skip(`${target.id}: ${summary}`);
        else task.title = [`${target.id}: ${summary}`, ...(outcome.news === undefined ? [] : [outcome.news])].join('; ');
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      // Its own handler for Ctrl-C would leave the process before our containers are gone.
      registerSignalListeners: false,
      // Whether there is a terminal was asked of standard error already; the library would ask standard output.
      forceTTY: true,
      renderer: 'default',
      rendererOptions: {
        logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput: output }),
        collapseErrors: false,
      },
    },
  );
  // Listr calls the tasks at once: what is told before that would be lost.
  const done = list.run();
  // A fault of the renderer comes out when it is closed; until then nobody waits for it.
  done.catch(() => undefined);
  // A process that leaves before the list has ended: what was kept for the end is said, and the cursor is shown again.
  const end = (): void => output.release();
  process.once('exit', end);
  const latest = new Map<string, string>();
  const show = (target: Target, text: string): void => {
    const task = tasks.get(target.id);
    if (task) task.output = text;
  };
  const tell = (target: Target, text: string): void => {
    latest.set(target.id, text);
    show(target, text);
  };
  const stopping = (): void => {
    for (const target of targets) tell(target, 'stopping; once more leaves at once');
  };
  signal.addEventListener('abort', stopping, { once: true });
  return {
    stage: tell,
    note: tell,
    answered(target, cases) {
      show(target, `${latest.get(target.id) ?? 'running'}: ${cases} answered`);
    },
    end(target, outcome) {
      lines.find((line) => line.target === target)?.resolve(outcome);
      tasks.delete(target.id);
    },
    async close() {
      for (const line of lines) line.resolve(undefined);
      await done;
      process.off('exit', end);
      signal.removeEventListener('abort', stopping);
    },
  };
}

function promise<T>(): { promised: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promised = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promised, resolve };
}
