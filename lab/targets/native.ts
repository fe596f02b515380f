import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { LabError } from '../failure.ts';
import { temporaryName } from '../temporary.ts';
import type { AgentOutput, Prepare, RunLimits, Surroundings } from './driver.ts';
import { removeAgentFolders } from './leftovers.ts';
import { askHeader, fingerprintOf, shortHash } from './place.ts';
import { runGroup } from './process-group.ts';

/** The C compiler of this machine. */
export interface Compiler {
  /** The command and its options: `$CC`, or `cc`. */
  command: string[];
  /** The first line of what it says of itself. */
  version: string;
}

/** Compiling takes about a second; a compiler that hangs must not hang the lab. */
const compileTimeoutMs = 120_000;

/** Finds `$CC`, or `cc`. `undefined` if it is not there or does not run. */
export async function findCompiler(env: NodeJS.ProcessEnv): Promise<Compiler | undefined> {
  const command = (env['CC'] ?? '').split(' ').filter((word) => word !== '');
  if (command.length === 0) command.push('cc');
  const [file = 'cc', ...options] = command;
  const asked = await execa(file, [...options, '--version'], { env, extendEnv: false, reject: false, timeout: 10_000, stdin: 'ignore' });
  if (asked.failed) return undefined;
  return { command, version: asked.stdout.split('\n')[0] ?? '' };
}

/** Makes this machine ready: compiles the agent, unless the same source was compiled by the same compiler before. */
export const prepareNative: Prepare = async (target, around) => {
  const compiler = await findCompiler(around.env);
  if (compiler === undefined) {
    return {
      skipped: around.env['CC'] ? `the C compiler '${around.env['CC']}' ($CC) does not run` : 'this machine has no C compiler (cc)',
      hint: 'Install one, such as gcc or clang, or name one: CC=clang npm run lab',
    };
  }
  const libc = await libcVersion(around.env);
  const agent = await compile(around, compiler, libc.musl, (text) => around.note(target, text));
  const run = async (plan: string, limits: RunLimits): Promise<AgentOutput> => {
    const output = await runGroup(agent, [], plan, limits);
    await removeAgentFolders();
    return output;
  };
  const header = await askHeader({
    run,
    agentHash: around.agent.hash,
    signal: around.signal,
    patience: headerTimeoutMs,
    hint: 'npm run lab -- doctor',
  });
  return {
    ready: {
      fingerprint: fingerprintOf(header, [`agent ${await programHash(agent, around.agent.hash)}`, libc.text]),
      header,
      details: {},
      declared: target.declared,
      run,
    },
  };
};

/** Long enough for a machine that is busy with everything else (ms); the agent says its header within a quarter of a second. */
const headerTimeoutMs = 60_000;

/** A hash of a program without the name of its source: a comment in that source is no other agent. */
async function programHash(program: string, source: string): Promise<string> {
  const bytes = await readFile(program);
  const name = bytes.indexOf(source);
  if (name >= 0) bytes.fill(0, name, name + source.length);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** Compiles into the checkout's cache, under a name made of all that decides the outcome. Returns the program's path. */
async function compile(around: Surroundings, compiler: Compiler, musl: string | undefined, note: (text: string) => void): Promise<string> {
  const folder = join(around.places.root, '.cache', 'agent');
  const key = shortHash([around.agent.hash, ...compiler.command, compiler.version, musl ?? ''].join('\n'));
  const program = join(folder, `agent-${key}`);
  if (await exists(program)) return program;

  note(`compiling the agent with ${compiler.command.join(' ')}`);
  const work = temporaryName(join(folder, key));
  await mkdir(work, { recursive: true });
  try {
    for (const { name, text } of around.agent.files) await writeFile(join(work, name), text);
    const [file = 'cc', ...options] = compiler.command;
    const defines = [`-DAGENT_SOURCE_HASH="${around.agent.hash}"`, ...(musl === undefined ? [] : [`-DAGENT_LIBC_VERSION="${musl}"`])];
    const signal = AbortSignal.any([around.signal, AbortSignal.timeout(compileTimeoutMs)]);
    const attempt = async (threads: string[]) =>
      runGroup(
        file,
        [...options, '-std=c99', '-O2', ...threads, ...defines, '-o', 'agent', 'agent.c'],
        '',
        { signal },
        { cwd: work, env: around.env },
      );
    // Without threads the agent is whole but for closing what a started call waits on, which it says itself.
    const threaded = await attempt(['-pthread']);
    const result = threaded.exitCode === 0 || signal.aborted ? threaded : await attempt([]);
    around.signal.throwIfAborted();
    const fault = signal.aborted
      ? `the compiler did not end within ${compileTimeoutMs / 1000} s`
      : (result.fault ?? (result.exitCode === 0 ? undefined : `${compiler.command.join(' ')} ended with code ${result.exitCode}`));
    if (fault !== undefined) {
      const log = join(folder, 'compile.log');
      const said = `${result.stdout}${result.stderr}`;
      await writeFile(log, said);
      const last = said.trimEnd().split('\n').slice(-20).join('\n');
      throw new LabError('partial', `Could not compile the agent: ${fault}\n${last}`, `the full output is in ${log}`);
    }
    await rename(join(work, 'agent'), program);
    return program;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * The C library's version: part of the fingerprint, since an upgraded libc can change what calls return. `ldd` prints it on glibc and
 * on musl, where it is the only one who tells; where there is no ldd, libc comes with the kernel.
 */
async function libcVersion(env: NodeJS.ProcessEnv): Promise<{ text: string; musl: string | undefined }> {
  const asked = await execa('ldd', ['--version'], { env, extendEnv: false, reject: false, timeout: 10_000, stdin: 'ignore', all: true });
  const lines = asked.all?.split('\n') ?? [];
  const musl = lines[0]?.startsWith('musl') ? /^Version ([0-9.]+)/m.exec(asked.all ?? '')?.[1] : undefined;
  return { text: musl === undefined ? (lines[0] ?? 'libc unknown') : `musl ${musl}`, musl };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
