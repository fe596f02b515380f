import { statfs } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { arch, cpus, freemem, release, type as systemType } from 'node:os';
import { exitCode } from '../failure.ts';
import type { Context } from './context.ts';

/** One thing that doctor looked at. `missing` stops the lab from measuring at all; `note` takes something away from it. */
interface Check {
  name: string;
  verdict: 'ok' | 'note' | 'missing';
  found: string;
  fix?: string | undefined;
}

/** Building all images needs about this many bytes. */
const neededDisk = 10 * 1024 ** 3;

/** `lab doctor`: what this machine can run, check by check, with what to do. Exit code 5 if it can measure nowhere. */
export async function doctor(options: { json?: boolean | undefined }, context: Context): Promise<number> {
  const checks: Check[] = [node(), system(), ...(await places(context)), ...settings(), await disk(context)];
  const isFit = !checks.some((one) => one.verdict === 'missing');
  if (options.json === true) {
    context.stdout.write(`${JSON.stringify({ schemaVersion: 1, fit: isFit, checks }, null, 2)}\n`);
  } else {
    const width = Math.max(...checks.map((one) => one.name.length));
    for (const { name, verdict, found, fix } of checks) {
      context.stdout.write(`${verdict.padEnd('missing'.length)}  ${name.padEnd(width)}  ${found}\n`);
      if (fix !== undefined) context.stdout.write(`${' '.repeat('missing'.length + width + 4)}${fix}\n`);
    }
    context.stdout.write(isFit ? '\nThis machine can run the lab: npm run lab\n' : '\nThis machine cannot measure anything yet.\n');
  }
  return isFit ? exitCode.ok : exitCode.missing;
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNew = major > 20 || (major === 20 && minor >= 19);
  return {
    name: 'Node',
    verdict: isNew ? 'ok' : 'missing',
    found: process.version,
    fix: isNew ? undefined : 'Install Node 20.19 or newer',
  };
}

function system(): Check {
  return {
    name: 'this machine',
    verdict: 'ok',
    found: `${systemType()} ${release()}, ${arch()}, ${cpus().length} processors, ${gigabytes(freemem())} GB of memory free`,
  };
}

/** Where the agent can run: natively, in containers. One of them is enough. */
async function places({ env }: Context): Promise<Check[]> {
  const { findCompiler } = await import('../targets/native.ts');
  const { connect } = await import('../targets/engine/connect.ts');
  const [compiler, connection] = await Promise.all([findCompiler(env), connect(env)]);
  const hasEngine = 'engine' in connection;
  const checks: Check[] = [
    compiler
      ? { name: 'C compiler', verdict: 'ok', found: `${compiler.command.join(' ')}: ${compiler.version}` }
      : {
          name: 'C compiler',
          verdict: hasEngine ? 'note' : 'missing',
          found: 'none: the target native cannot run',
          fix: 'Install gcc or clang, or name one: CC=clang npm run lab',
        },
  ];
  if (!hasEngine) {
    const routes = connection.failed.map((one) => `${one.route}${one.address === undefined ? '' : ` (${one.address})`}: ${one.why}`);
    return [
      ...checks,
      {
        name: 'container engine',
        verdict: compiler ? 'note' : 'missing',
        found: `${connection.summary}: only native can run`,
        fix: connection.hint,
      },
      ...routes.map((found): Check => ({ name: 'looked at', verdict: 'note', found })),
    ];
  }
  const { engine } = connection;
  const { runtime } = engine;
  const { programVersion } = await import('../targets/program.ts');
  const mmdebstrap = await programVersion('mmdebstrap', env);
  return [
    ...checks,
    {
      name: 'container engine',
      verdict: 'ok',
      found: `${engine.version}, API ${engine.apiVersion}, found by ${engine.route} (${engine.door.place})`,
    },
    { name: 'its kernel', verdict: 'ok', found: `${engine.kernel}, ${engine.arch}, ${engine.os}` },
    {
      name: 'its runtimes',
      verdict: 'ok',
      found: `${runtime.name}${runtime.version === undefined ? '' : ` ${runtime.version}`} by default; ${engine.runtimes.join(', ')}; storage ${engine.storage}`,
    },
    mmdebstrap === undefined
      ? {
          name: 'mmdebstrap',
          verdict: 'note',
          found: 'not installed: without an image registry, no Debian target can run',
          fix: 'Install the package mmdebstrap',
        }
      : { name: 'mmdebstrap', verdict: 'ok', found: mmdebstrap },
  ];
}

/** Settings of Linux that change what socket calls return. */
function settings(): Check[] {
  return ['net.core.somaxconn', 'net.unix.max_dgram_qlen', 'net.ipv4.tcp_syncookies'].flatMap((name): Check[] => {
    try {
      return [{ name, verdict: 'ok', found: readFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8').trim() }];
    } catch {
      return [];
    }
  });
}

async function disk({ places: here }: Context): Promise<Check> {
  const { bavail, bsize } = await statfs(here.root);
  const free = bavail * bsize;
  const isEnough = free >= neededDisk;
  return {
    name: 'disk',
    verdict: isEnough ? 'ok' : 'note',
    found: `${gigabytes(free)} GB free`,
    fix: isEnough ? undefined : 'All images together need about 10 GB; npm run lab -- clean --images removes those of the lab',
  };
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
