import { resolve } from 'node:path';
import { Stopped, type Prepare, type RunLimits } from './driver.ts';
import { askHeader, fingerprintOf, shortHash } from './place.ts';
import { runGroup } from './process-group.ts';
import { usualPatience } from './silence.ts';
import type { CommandTarget } from './target.ts';

/** What a target of `--command` is called. */
const adHocId = 'command';

/** A command that was typed and not written down, as the shell reads it: `ssh box ./agent`. */
export function adHocTarget(typed: string): CommandTarget {
  return { id: adHocId, kind: 'command', title: typed.slice(0, 120), command: ['/bin/sh', '-c', typed] };
}

/**
 * Makes a command ready: whatever it starts, however far away, reads a plan on standard input and writes observations on standard output. It must be
 * this checkout's agent, which it says in its header; it is started once to hear that. A command that is not there is skipped.
 */
export const prepareCommand: Prepare<CommandTarget> = async (target, around) => {
  const [file = '', ...args] = target.command;
  const start = { cwd: resolve(around.places.root, target.cwd ?? '.'), env: { ...around.env, ...target.env } };
  const limit = target.timeLimit;
  let notThere: string | undefined;
  const run = async (plan: string, limits: RunLimits) => {
    const late = new AbortController();
    const stop = (): void => late.abort(new Stopped(`took longer than its time limit of ${limit} s and was stopped`));
    const timer = limit === undefined ? undefined : setTimeout(stop, limit * 1000);
    try {
      const output = await runGroup(file, args, plan, { ...limits, signal: AbortSignal.any([limits.signal, late.signal]) }, start);
      if (output.fault?.startsWith('could not be started') === true) notThere = output.fault;
      return output;
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const header = await askHeader({
      run,
      agentHash: around.agent.hash,
      signal: around.signal,
      patience: usualPatience.start,
      hint: "this checkout's agent, as one C file to compile there: npm run --silent lab -- plan --agent agent.c",
    });
    const command = target.command.join(' ');
    return {
      ready: {
        fingerprint: fingerprintOf(header, [`command ${shortHash(JSON.stringify([target.command, target.cwd, target.env]))}`]),
        details: { command: command.slice(0, 300) },
        declared: target.declared,
        run,
      },
    };
  } catch (error) {
    if (notThere === undefined) throw error;
    return { skipped: `its command '${file}' cannot be started in ${start.cwd}` };
  }
};
